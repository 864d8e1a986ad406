import { formatSuci, fromHex, parseImsi, parsePlmn } from "@symbolon/base";
import { concealSupi, generateAuts, Milenage, sqnToOctets, checkAutn } from "@symbolon/crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EpsVector } from "../auc/authentication-vector.ts";
import { isRefusal } from "../refusal-cause.ts";
import { homeNetworkKey, imsi, msisdn, seededRandom, subscriberKeys, supi, TestHome } from "../../test/home.ts";
import type { AuthenticationInfo } from "./ue-authentication.ts";

const servingNetworkName = "5G:mnc070.mcc901.3gppnetwork.org";
const info = { servingNetworkName, ausfInstanceId: "4947a69a-f61b-4bc1-b9da-47c9c5d14b64" };
/** TS 33.501 clause C.4.3. */
const homeNetworkPublicKey = {
  id: 1,
  protectionScheme: 1,
  publicKey: fromHex("5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650"),
};

let home: TestHome;
beforeEach(async () => {
  home = await TestHome.open();
});
afterEach(() => home[Symbol.asyncDispose]());

function conceal(changes: Partial<typeof homeNetworkPublicKey> = {}): string {
  const input = { supi: { kind: "imsi", digits: parseImsi(imsi) }, routingIndicator: "0", mncLength: 2 } as const;
  return formatSuci(
    concealSupi({ ...input, homeNetworkPublicKey: { ...homeNetworkPublicKey, ...changes } }, seededRandom("ue")),
  );
}

describe("Nudm_UEAuthentication GenerateAuthData", () => {
  it.each([
    { form: "a SUPI", id: () => supi },
    { form: "a SUCI in clear", id: () => `suci-0-901-70-0-0-0-${imsi.slice(5)}` },
    { form: "a SUCI of profile A", id: () => conceal() },
  ])("takes $form", async ({ id }) => {
    const answer = (await home.ueAuthentication.generateAuthData(id(), info)) as AuthenticationInfo;
    expect(answer.supi).toBe(supi);
    const { rand, autn } = answer.vector;
    expect(checkAutn(new Milenage(subscriberKeys), rand, autn)).toBeDefined();
  });

  it("resynchronises first when asked to", async () => {
    const first = (await home.ueAuthentication.generateAuthData(supi, info)) as AuthenticationInfo;
    const { rand } = first.vector;
    const auts = generateAuts(new Milenage(subscriberKeys), rand, sqnToOctets(1000 * 32));
    const resynchronizationInfo = { rand, auts };
    const answer = await home.ueAuthentication.generateAuthData(supi, { ...info, resynchronizationInfo });
    const { vector } = answer as AuthenticationInfo;
    const sqn = checkAutn(new Milenage(subscriberKeys), vector.rand, vector.autn)?.sqn;
    expect(sqn).toEqual(sqnToOctets(1001 * 32));
    expect(await home.ueAuthentication.generateAuthData(supi, { ...info, resynchronizationInfo })).toMatchObject({
      refused: "AUTHENTICATION_REJECTED",
    });
  });

  it.each([
    { cause: "UNKNOWN_NUMBER", id: "imsi-901700000000001" },
    { cause: "MALFORMED_REQUEST", id: "imsi-x" },
    { cause: "MALFORMED_REQUEST", id: "suci-9" },
    { cause: "PROTECTION_SCHEME_UNSUPPORTED", id: "suci-0-901-70-0-3-1-0011" },
    { cause: "HOME_NETWORK_KEY_UNKNOWN", id: "suci-0-901-70-0-2-1-0011" },
    { cause: "SUCI_UNREADABLE", id: "suci-0-901-70-0-1-1-0011" },
    { cause: "SUCI_UNREADABLE", id: `suci-0-901-70-0-1-1-${"00".repeat(45)}` },
    { cause: "SUCI_UNREADABLE", id: "suci-1-example.com-0-0-0-" },
  ])("refuses $id with $cause", async ({ cause, id }) => {
    expect(await home.ueAuthentication.generateAuthData(id, info)).toMatchObject({ refused: cause });
  });

  it("refuses any other text", { timeout: 30_000 }, async () => {
    const words = fc.constantFrom(
      "suci",
      "imsi",
      "nai",
      "msisdn",
      "0",
      "1",
      "901",
      "70",
      "-",
      "@",
      "example.com",
      "ff".repeat(41),
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(words, { maxLength: 14 }).map((parts) => parts.join("-")),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await home.ueAuthentication.generateAuthData(text, info)).toHaveProperty("refused");
      }),
      { numRuns: 50 },
    );
  });

  it("refuses a SUCI whose MAC tag is wrong, or that names a key which is not kept", async () => {
    const altered = conceal().replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect(await home.ueAuthentication.generateAuthData(altered, info)).toMatchObject({ refused: "SUCI_UNREADABLE" });
    const unknown = conceal({ id: homeNetworkKey.id + 1 });
    expect(await home.ueAuthentication.generateAuthData(unknown, info)).toMatchObject({
      refused: "HOME_NETWORK_KEY_UNKNOWN",
    });
  });

  it.each([
    "5G:mnc001.mcc310.3gppnetwork.org",
    "5G:mnc70.mcc901.3gppnetwork.org",
    "mnc070.mcc901.3gppnetwork.org",
    "",
    "5G:x",
  ])("refuses the serving network %s", async (name) => {
    const answer = await home.ueAuthentication.generateAuthData(supi, { ...info, servingNetworkName: name });
    expect(answer).toMatchObject({ refused: "SERVING_NETWORK_NOT_AUTHORISED" });
  });

  it("serves a visited network that the subscriber may roam in, and a non-public network at home", async () => {
    for (const name of ["5G:mnc001.mcc262.3gppnetwork.org", "5G:mnc070.mcc901.3gppnetwork.org:0123456789a"]) {
      const answer = await home.ueAuthentication.generateAuthData(supi, { ...info, servingNetworkName: name });
      expect(isRefusal(answer)).toBe(false);
    }
  });

  it("refuses numbers that the ledger no longer gives to this member, and suspended ones", async () => {
    home.holdings.set(supi, "elsewhere");
    expect(await home.ueAuthentication.generateAuthData(conceal(), info)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    home.holdings.set(supi, "suspended");
    expect(await home.ueAuthentication.generateAuthData(supi, info)).toMatchObject({ refused: "MEMBER_SUSPENDED" });
    home.holdings.set(supi, "transferring");
    expect(isRefusal(await home.ueAuthentication.generateAuthData(supi, info))).toBe(false);
    await home.store.subscriptions.setStatus(supi, "suspended");
    expect(await home.ueAuthentication.generateAuthData(supi, info)).toMatchObject({ refused: "SUBSCRIBER_SUSPENDED" });
  });

  it("makes no vector for a refused request", async () => {
    home.holdings.set(supi, "elsewhere");
    await home.ueAuthentication.generateAuthData(supi, info);
    home.holdings.set(supi, "held");
    const made = await home.authenticationCentre.epsVectors(supi, parsePlmn("90170"), 1);
    const { rand, autn } = (made as readonly EpsVector[])[0] as EpsVector;
    expect(checkAutn(new Milenage(subscriberKeys), rand, autn)?.sqn).toEqual(sqnToOctets(33));
  });
});

describe("Nudm_UEAuthentication ResultConfirmation", () => {
  const event = {
    nfInstanceId: info.ausfInstanceId,
    success: true,
    timeStamp: "2026-01-01T00:00:00Z",
    authType: "5G_AKA",
    servingNetworkName,
  };

  it("keeps the result and deletes it", async () => {
    const { id } = (await home.ueAuthentication.confirm(supi, event)) as { readonly id: string };
    expect(await home.store.registrations.authEvents(supi)).toMatchObject([{ id, document: event }]);
    expect(await home.ueAuthentication.revoke(supi, id)).toBeUndefined();
    expect(await home.ueAuthentication.revoke(supi, id)).toMatchObject({ refused: "UNKNOWN_DATA" });
  });

  it("refuses results of strangers and of any size", async () => {
    expect(await home.ueAuthentication.confirm("imsi-00101", event)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    expect(await home.ueAuthentication.confirm(supi, { ...event, padding: "x".repeat(20_000) })).toMatchObject({
      refused: "MALFORMED_REQUEST",
    });
    expect(await home.ueAuthentication.revoke(msisdn.replace("msisdn", "imsi").slice(0, 18), "x")).toMatchObject({
      refused: "UNKNOWN_NUMBER",
    });
  });
});
