import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { supi, type TestHome } from "../../../../functions/test/home.ts";
import { HttpAuthenticationDataSource } from "./http-authentication-data-source.ts";
import { amf, contexts, guami, plmnId, query, SbiHome, sdm, servingNetworkName, uecm } from "../../../test/sbi-home.ts";
import type { SbiAnswer } from "./sbi-client.ts";

let server: SbiHome;
let home: TestHome;
beforeEach(async () => {
  server = await SbiHome.serve();
  home = server.home;
});
afterEach(() => server[Symbol.asyncDispose]());

const ask = (...request: Parameters<SbiHome["ask"]>) => server.ask(...request);

interface Refused {
  readonly cause: string;
  readonly status: number;
  readonly when?: () => void | Promise<unknown>;
  readonly send: () => Promise<SbiAnswer>;
}

const generate = (id: string, changes: object = {}) =>
  ask("POST", `/nudm-ueau/v1/${id}/security-information/generate-auth-data`, {
    servingNetworkName,
    ausfInstanceId: "ausf-1",
    ...changes,
  });

describe("refusals", () => {
  it.each<Refused>([
    { status: 404, cause: "USER_NOT_FOUND", send: () => generate("imsi-001010000000001") },
    {
      status: 404,
      cause: "USER_NOT_FOUND",
      when: () => void home.holdings.set(supi, "elsewhere"),
      send: () => generate(supi),
    },
    {
      status: 403,
      cause: "ACCESS_NOT_ALLOWED",
      when: () => void home.holdings.set(supi, "suspended"),
      send: () => generate(supi),
    },
    {
      status: 403,
      cause: "ACCESS_NOT_ALLOWED",
      when: () => home.store.subscriptions.setStatus(supi, "suspended"),
      send: () => generate(supi),
    },
    { status: 403, cause: "SERVING_NETWORK_NOT_AUTHORIZED", send: () => generate(supi, { servingNetworkName: "x" }) },
    { status: 403, cause: "INVALID_HN_PUBLIC_KEY_IDENTIFIER", send: () => generate("suci-0-901-70-0-1-9-00") },
    { status: 403, cause: "INVALID_SCHEME_OUTPUT", send: () => generate("suci-0-901-70-0-1-1-00") },
    { status: 501, cause: "UNSUPPORTED_PROTECTION_SCHEME", send: () => generate("suci-0-901-70-0-5-1-00") },
    {
      status: 403,
      cause: "AUTHENTICATION_REJECTED",
      send: () => generate(supi, { resynchronizationInfo: { rand: "00".repeat(16), auts: "00".repeat(14) } }),
    },
    {
      status: 400,
      cause: "MANDATORY_IE_INCORRECT",
      send: () => generate(supi, { resynchronizationInfo: { rand: "00", auts: "" } }),
    },
    { status: 400, cause: "MANDATORY_IE_INCORRECT", send: () => generate("imsi-x") },
    { status: 404, cause: "CONTEXT_NOT_FOUND", send: () => ask("GET", `${uecm}/amf-3gpp-access`) },
    { status: 404, cause: "CONTEXT_NOT_FOUND", send: () => ask("PATCH", `${uecm}/amf-3gpp-access`, { guami }) },
    {
      status: 403,
      cause: "ROAMING_NOT_ALLOWED",
      send: () =>
        ask("PUT", `${uecm}/amf-3gpp-access`, amf(1, { guami: { ...guami, plmnId: { mcc: "310", mnc: "410" } } })),
    },
    {
      status: 403,
      cause: "RAT_NOT_ALLOWED",
      when: () => home.store.subscriptions.setData({ supi }, "AM", { ratRestrictions: ["NR"] }),
      send: () => ask("PUT", `${uecm}/amf-3gpp-access`, amf(1)),
    },
    {
      status: 403,
      cause: "UNKNOWN_5GS_SUBSCRIPTION",
      when: () => home.store.subscriptions.removeData({ package: "basic" }, "AM"),
      send: () => ask("PUT", `${uecm}/amf-3gpp-access`, amf(1)),
    },
    {
      status: 403,
      cause: "INVALID_GUAMI",
      when: () => ask("PUT", `${uecm}/amf-3gpp-access`, amf(1)),
      send: () => ask("PATCH", `${uecm}/amf-3gpp-access`, { guami: { ...guami, amfId: "ffffff" } }),
    },
    {
      status: 400,
      cause: "MANDATORY_IE_INCORRECT",
      send: () => ask("PUT", `${uecm}/amf-3gpp-access`, amf(1, { deregCallbackUri: "file:///etc/passwd" })),
    },
    {
      status: 400,
      cause: "MANDATORY_IE_INCORRECT",
      send: () => ask("PUT", `${uecm}/smf-registrations/6`, { smfInstanceId: "s", pduSessionId: 5, plmnId }),
    },
    { status: 404, cause: "DATA_NOT_FOUND", send: () => ask("GET", `${sdm}/sms-data`) },
    { status: 400, cause: "MANDATORY_IE_INCORRECT", send: () => ask("GET", `${sdm}?dataset-names=TRACE`) },
    { status: 400, cause: "MANDATORY_IE_INCORRECT", send: () => ask("GET", `${sdm}/am-data?plmn-id=90170`) },
    { status: 400, cause: "MANDATORY_IE_INCORRECT", send: () => ask("GET", `${sdm}/sm-data?single-nssai=1`) },
    {
      status: 403,
      cause: "ROAMING_NOT_ALLOWED",
      send: () => ask("GET", `${sdm}/am-data${query({ "plmn-id": '{"mcc":"310","mnc":"410"}' })}`),
    },
    { status: 404, cause: "SUBSCRIPTION_NOT_FOUND", send: () => ask("DELETE", `${sdm}/sdm-subscriptions/none`) },
    {
      status: 404,
      cause: "CONTEXT_NOT_FOUND",
      send: () => ask("PUT", `${contexts}/${"0".repeat(32)}/5g-aka-confirmation`, { resStar: "00".repeat(16) }),
    },
    {
      status: 404,
      cause: "DATA_NOT_FOUND",
      send: () =>
        ask("PUT", `/nudm-ueau/v1/${supi}/auth-events/none`, {
          nfInstanceId: "a",
          success: true,
          timeStamp: "t",
          authType: "5G_AKA",
          servingNetworkName,
          authRemovalInd: true,
        }),
    },
  ])("answer $status $cause", async ({ status, cause, when, send }) => {
    await when?.();
    const answer = await send();
    expect(answer).toMatchObject({ status, body: { status, cause } });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });

  it("follow the user's credential in its header", async () => {
    home.credentials.answer = "required";
    const register = (credential?: string) =>
      ask(
        "PUT",
        `${uecm}/amf-3gpp-access`,
        amf(1),
        credential === undefined ? {} : { "x-symbolon-credential": credential },
      );
    expect(await ask("GET", `${sdm}/am-data`)).toMatchObject({ status: 401, body: { cause: "CREDENTIAL_MISSING" } });
    expect(await register()).toMatchObject({ status: 401, body: { cause: "CREDENTIAL_MISSING" } });
    expect(await register("forged 1")).toMatchObject({ status: 403, body: { cause: "CREDENTIAL_INVALID" } });
    expect(await register("good 1")).toMatchObject({ status: 201 });
    expect(await register("good 1")).toMatchObject({ status: 403, body: { cause: "CREDENTIAL_REPLAYED" } });
    expect(await ask("GET", `${sdm}/am-data`)).toMatchObject({ status: 200 });
  });

  it("come back from a UDM as the same refusals", async () => {
    const source = new HttpAuthenticationDataSource({ apiRoot: server.apiRoot }, { client: server.client });
    const asked = { servingNetworkName, ausfInstanceId: "ausf-1" };
    expect(await source.generateAuthData("imsi-00101", asked)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    expect(await source.generateAuthData("suci-0-901-70-0-1-9-00", asked)).toMatchObject({
      refused: "HOME_NETWORK_KEY_UNKNOWN",
    });
    expect(await source.generateAuthData(supi, { ...asked, servingNetworkName: "x" })).toMatchObject({
      refused: "SERVING_NETWORK_NOT_AUTHORISED",
    });
    const nowhere = new HttpAuthenticationDataSource({ apiRoot: "http://127.0.0.1:1" }, { client: server.client });
    expect(await nowhere.generateAuthData(supi, asked)).toMatchObject({ refused: "HOME_UNREACHABLE" });
    const event = { nfInstanceId: "a", success: true, timeStamp: "t", authType: "5G_AKA", servingNetworkName };
    expect(await nowhere.confirm(supi, event)).toMatchObject({ refused: "HOME_UNREACHABLE" });
    const { id } = (await source.confirm(supi, event)) as { id: string };
    expect(await home.store.registrations.authEvents(supi)).toMatchObject([{ id, document: event }]);
  });
});
