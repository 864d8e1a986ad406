import { toBase64Url } from "@symbolon/base";
import type { Endpoint } from "@symbolon/contracts/members";
import type { RangeContent, RoutingInfo } from "@symbolon/contracts/numbers";
import { type CredentialClaims, issueCredential, MemoryKeyStore, type Signer } from "@symbolon/crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CopyFreshness } from "./copy-freshness.ts";
import { LedgerBchf, type LedgerBchfOptions } from "./ledger-bchf.ts";
import { LedgerCopyFixture } from "./ledger-copy.fixture.ts";
import type { DataManagement, RoutingAnswer, RoutingOutcome, RoutingQuery } from "./routing.ts";

const NOW = Date.UTC(2026, 10, 22, 9);
const udm: Endpoint = { name: "udm-1", type: "UDM", scheme: "https", host: "udm.acme.example", port: 8443 };
const hss: Endpoint = {
  name: "hss-1",
  type: "HSS",
  scheme: "diameter",
  host: "hss.acme.example",
  port: 3868,
  realm: "epc.acme.example",
};
const hlr: Endpoint = { name: "hlr-1", type: "HLR", scheme: "gsup", host: "2001:db8::7", port: 4222 };
const bsf: Endpoint = {
  name: "bsf-1",
  type: "BSF",
  scheme: "https",
  host: "bsf.acme.example",
  port: 443,
  realm: "bsf.example",
};

const UDM_ANSWER: DataManagement = { type: "UDM", uri: "https://udm.acme.example:8443", fqdn: "udm.acme.example" };
const HSS_ANSWER: DataManagement = {
  type: "HSS",
  uri: "aaa://hss.acme.example:3868;transport=tcp",
  fqdn: "hss.acme.example",
  realm: "epc.acme.example",
  host: "hss.acme.example",
};
const HLR_ANSWER: DataManagement = { type: "HLR", uri: "gsup://[2001:db8::7]:4222" };

const recorded: RangeContent = {
  status: "recorded",
  owner: "buyer",
  pricing: "p1",
  holder: "acme",
  routing: {
    dataManagement: [
      { type: "UDM", endpoint: "udm-1" },
      { type: "HSS", endpoint: "hss-1" },
    ],
    credentialPolicy: "off",
  },
};

let copy: LedgerCopyFixture;
let now: number;
const clock = { now: () => now, monotonic: () => 0 };

beforeEach(() => {
  now = NOW;
  copy = new LedgerCopyFixture();
  copy.block(NOW);
  copy.member("acme", [udm, hss, hlr, bsf]);
  copy.numbers("imsi", "315010000000000", "315010000009999", recorded);
  copy.cover("imsi", 15);
  copy.cover("msisdn", 11);
});

function bchf(options: LedgerBchfOptions = {}): LedgerBchf {
  return new LedgerBchf(options, { state: copy, clock, freshness: new CopyFreshness({}, { state: copy, clock }) });
}

function resolve(identifier: string, query: Partial<RoutingQuery> = {}): RoutingOutcome {
  const outcome = bchf().resolve({ identifier, requester: {}, ...query });
  expect(outcome).not.toBeInstanceOf(Promise);
  return outcome as RoutingOutcome;
}

function refused(cause: string) {
  return expect.objectContaining({ refused: cause, height: copy.head().height, blockTime: NOW });
}

describe("a number on the ledger", () => {
  it("leads to its holder's elements, with the height and time of the copy", () => {
    expect(resolve("imsi-315010000000001")).toEqual({
      identifier: "imsi-315010000000001",
      holder: "acme",
      status: "recorded",
      dataManagement: [UDM_ANSWER, HSS_ANSWER],
      source: "ledger",
      height: 2,
      blockTime: NOW,
    } satisfies RoutingAnswer);
  });

  it.each(["315010000000000", "315010000009999"])("is found at both ends of its range: %s", (digits) => {
    expect(resolve(`imsi-${digits}`)).toMatchObject({ holder: "acme" });
  });

  it("is unknown beyond its range, in another length and in another kind", () => {
    expect(resolve("imsi-315010000010000")).toEqual(refused("UNKNOWN_NUMBER"));
    expect(resolve("imsi-31501000000001")).toEqual(refused("UNKNOWN_NUMBER"));
    expect(resolve("msisdn-315010000000001")).toEqual(refused("UNKNOWN_NUMBER"));
  });

  it("gives only the elements of the type that is asked for", () => {
    expect(resolve("imsi-315010000000001", { dataManagement: "HSS" })).toMatchObject({ dataManagement: [HSS_ANSWER] });
    expect(resolve("imsi-315010000000001", { dataManagement: "HLR" })).toEqual(refused("UNKNOWN_DATA"));
  });

  it("carries its own index and the range's roaming contract", () => {
    const routing: RoutingInfo = {
      dataManagement: [{ type: "HLR", endpoint: "hlr-1" }],
      roamingContract: "rc-1",
      credentialPolicy: "off",
    };
    copy.numbers("imsi", "315010000000000", "315010000009999", { ...recorded, routing, overlaid: true });
    copy.overlay("imsi", "315010000000001", { index: "shard-7" });
    expect(resolve("imsi-315010000000001")).toMatchObject({
      index: "shard-7",
      roamingContract: "rc-1",
      dataManagement: [HLR_ANSWER],
    });
    expect(resolve("imsi-315010000000002")).not.toHaveProperty("index");
  });

  it.each(["free", "reserved", "opened", "quarantined"] as const)("is unknown while it is %s", (status) => {
    copy.numbers("imsi", "315010000000000", "315010000009999", { ...recorded, status });
    expect(resolve("imsi-315010000000001")).toEqual(refused("UNKNOWN_NUMBER"));
  });

  it("is refused while its holder is suspended and unknown after it left", () => {
    copy.member("acme", [udm], "suspended");
    expect(resolve("imsi-315010000000001")).toEqual(refused("MEMBER_SUSPENDED"));
    copy.member("acme", [udm], "left");
    expect(resolve("imsi-315010000000001")).toEqual(refused("UNKNOWN_NUMBER"));
  });

  it("has no way to it when the endpoints are gone", () => {
    copy.member("acme", [bsf]);
    expect(resolve("imsi-315010000000001")).toEqual(refused("HOME_UNREACHABLE"));
  });

  it("follows an endpoint that moves and a suspension with the next block, in the same resolver", async () => {
    const resolver = bchf();
    const query = { identifier: "imsi-315010000000001", requester: {} };
    expect(resolver.resolve(query)).toMatchObject({ dataManagement: [UDM_ANSWER, HSS_ANSWER] });
    copy.member("acme", [{ ...udm, host: "udm2.acme.example" }]);
    copy.block(NOW + 1);
    await Promise.resolve();
    expect(resolver.resolve(query)).toMatchObject({ height: 3, dataManagement: [{ fqdn: "udm2.acme.example" }] });
    copy.member("acme", [udm], "suspended");
    copy.block(NOW + 2);
    await Promise.resolve();
    expect(resolver.resolve(query)).toMatchObject({ refused: "MEMBER_SUSPENDED", height: 4 });
  });
});

describe("plan data", () => {
  beforeEach(() => copy.plan("msisdn", "12025550000", "12025559999", "Outside Telecom", "US"));

  it("answers for numbers that no member holds", () => {
    expect(resolve("msisdn-12025550001")).toEqual({
      identifier: "msisdn-12025550001",
      holder: "Outside Telecom",
      country: "US",
      status: "planned",
      dataManagement: [],
      source: "plan",
      height: 2,
      blockTime: NOW,
    });
    expect(resolve("msisdn-12025560000")).toEqual(refused("UNKNOWN_NUMBER"));
  });

  it("marks members' numbers above it as ported", () => {
    copy.numbers("msisdn", "12025550000", "12025550099", recorded);
    expect(resolve("msisdn-12025550001")).toMatchObject({ holder: "acme", source: "ledger", ported: true });
    expect(resolve("imsi-315010000000001")).not.toHaveProperty("ported");
  });
});

describe("other identifiers", () => {
  beforeEach(() =>
    copy.suci({
      mcc: "315",
      mnc: "010",
      routingIndicator: "17",
      homeNetworkKeyId: 3,
      holder: "acme",
      endpoint: "udm-1",
    }),
  );

  it("routes a concealed SUCI by its network, routing indicator and key", () => {
    const tail = `${"a".repeat(64)}${"b".repeat(10)}${"c".repeat(16)}`;
    expect(resolve(`suci-0-315-010-17-1-3-${tail}`)).toMatchObject({ holder: "acme", dataManagement: [UDM_ANSWER] });
    expect(resolve(`suci-0-315-010-17-1-4-${tail}`)).toEqual(refused("UNKNOWN_NUMBER"));
    expect(resolve(`suci-0-315-010-17-1-3-${tail}`, { dataManagement: "HLR" })).toEqual(refused("UNKNOWN_DATA"));
    copy.member("acme", [udm], "suspended");
    expect(resolve(`suci-0-315-010-17-1-3-${tail}`)).toEqual(refused("MEMBER_SUSPENDED"));
  });

  it("reads the IMSI of a SUCI with the null scheme", () => {
    const suci = "suci-0-315-010-0-0-0-000000001";
    expect(resolve(suci)).toMatchObject({ identifier: suci, holder: "acme", dataManagement: [UDM_ANSWER, HSS_ANSWER] });
    expect(resolve("suci-0-315-010-0-0-0-900000001")).toEqual(refused("UNKNOWN_NUMBER"));
  });

  it("reads the IMSI of root NAIs and private identities, and routes other NAIs by their realm", () => {
    const realm = "mnc010.mcc315.3gppnetwork.org";
    for (const nai of [
      `0315010000000001@nai.epc.${realm}`,
      `6315010000000001@nai.epc.${realm}`,
      `315010000000001@ims.${realm}`,
    ]) {
      expect(resolve(`nai-${nai}`)).toMatchObject({ holder: "acme", identifier: `nai-${nai}` });
    }
    expect(resolve("nai-user@EPC.acme.example")).toMatchObject({ holder: "acme", dataManagement: [HSS_ANSWER] });
    expect(resolve("nai-user@bsf.example")).toEqual(refused("UNKNOWN_NUMBER"));
    expect(resolve("nai-type0.rid17.schid0.userid000000001@5gc.mnc010.mcc315.3gppnetwork.org")).toMatchObject({
      holder: "acme",
    });
  });

  it.each([
    ["imsi-12345678901234567", "MALFORMED_REQUEST"],
    ["imsi-", "MALFORMED_REQUEST"],
    ["", "MALFORMED_REQUEST"],
    ["tel-123456", "MALFORMED_REQUEST"],
    ["imsi-31501000000000x", "MALFORMED_REQUEST"],
    ["nai-type0.rid17.schid0.userid1@example.org", "MALFORMED_REQUEST"],
    ["imei-490154203237518", "UNSUPPORTED"],
    ["ipv4-192.0.2.1", "UNSUPPORTED"],
  ])("refuses %j with %s", (identifier, cause) => {
    expect(resolve(identifier)).toEqual(refused(cause));
  });
});

describe("a copy that is behind", () => {
  it("is not answered from, unless its operator says so", () => {
    now = NOW + 30_000;
    expect(resolve("imsi-315010000000001")).toMatchObject({ holder: "acme" });
    now = NOW + 30_001;
    expect(resolve("imsi-315010000000001")).toEqual(refused("TOO_FAR_BEHIND"));
    const lenient = bchf({ failClosed: false }).resolve({ identifier: "imsi-315010000000001", requester: {} });
    expect(lenient).toMatchObject({ holder: "acme", blockTime: NOW });
  });

  it("tells for how long it will be fresh", () => {
    const freshness = new CopyFreshness({ maxAge: 10_000 }, { state: copy, clock });
    now = NOW + 4_000;
    expect(freshness.secondsLeft()).toBe(6);
    now = NOW + 11_000;
    expect(freshness.secondsLeft()).toBe(-1);
    expect(() => new CopyFreshness({ maxAge: 0 }, { state: copy, clock })).toThrow(
      expect.objectContaining({ code: "FUNCTION_OPTION_INVALID" }),
    );
  });
});

describe("the user's credential", () => {
  const identifier = "imsi-315010000000001";
  const requester = { tlsIdentity: "amf.visited.example" };
  const claims: CredentialClaims = {
    sub: identifier,
    aud: "amf.visited.example",
    scope: "registration",
    iat: NOW / 1000,
    exp: NOW / 1000 + 60,
    nonce: "n1",
  };
  let signer: Signer;
  let credential: string;
  beforeAll(async () => {
    const keys = new MemoryKeyStore();
    signer = await keys.signer((await keys.generate("EdDSA", "user")).id);
    credential = await issueCredential(signer, claims);
  });

  function demand(credentialPolicy: "required" | "optional" | "off", keyed = true): void {
    const routing = { dataManagement: [{ type: "UDM", endpoint: "udm-1" }], credentialPolicy } as const;
    copy.numbers("imsi", "315010000000000", "315010000009999", { ...recorded, routing, overlaid: true });
    const userKey = { suite: signer.suite, spki: toBase64Url(signer.spki) };
    copy.overlay("imsi", "315010000000001", keyed ? { userKey } : { index: "i" });
  }

  it("is demanded and checked where the holder requires it", async () => {
    demand("required");
    expect(resolve(identifier, { requester })).toEqual(refused("CREDENTIAL_MISSING"));
    const ask = (query: Partial<RoutingQuery>) => bchf().resolve({ identifier, requester, ...query });
    expect(await ask({ credential })).toMatchObject({ holder: "acme", height: 2 });
    expect(await ask({ credential: `${credential}x` })).toEqual(refused("CREDENTIAL_INVALID"));
    const thief = { tlsIdentity: "amf.other.example" };
    expect(await ask({ credential, requester: thief })).toEqual(refused("CREDENTIAL_INVALID"));
    expect(await ask({ credential, identifier: "imsi-315010000000002" })).toEqual(refused("CREDENTIAL_INVALID"));
    now = NOW + 20_000;
    expect(await ask({ credential })).toMatchObject({ holder: "acme" });
  });

  it("may be shown again: only the home consumes its nonce", async () => {
    demand("required");
    const resolver = bchf();
    for (let round = 0; round < 2; round += 1) {
      expect(await resolver.resolve({ identifier, requester, credential })).toMatchObject({ holder: "acme" });
    }
  });

  it("has an end", async () => {
    demand("required");
    now = NOW + 121_000;
    copy.block(now);
    const outcome = await bchf().resolve({ identifier, requester, credential });
    expect(outcome).toMatchObject({ refused: "CREDENTIAL_EXPIRED" });
  });

  it("may be missing where it is optional, but not be wrong", async () => {
    demand("optional");
    expect(resolve(identifier, { requester })).toMatchObject({ holder: "acme" });
    expect(await bchf().resolve({ identifier, requester, credential })).toMatchObject({ holder: "acme" });
    const wrong = await bchf().resolve({ identifier, requester, credential: "a.b.c" });
    expect(wrong).toEqual(refused("CREDENTIAL_INVALID"));
  });

  it("is not looked at where the policy is off", () => {
    demand("off");
    expect(resolve(identifier, { requester, credential: "a.b.c" })).toMatchObject({ holder: "acme" });
  });

  it("is refused without a key on record or a proved requester", async () => {
    demand("required", false);
    expect(await bchf().resolve({ identifier, requester, credential })).toEqual(refused("CREDENTIAL_INVALID"));
    demand("required");
    expect(await bchf().resolve({ identifier, requester: {}, credential })).toEqual(refused("CREDENTIAL_INVALID"));
    const own = bchf({ loopbackIdentity: "amf.visited.example" });
    expect(await own.resolve({ identifier, requester: {}, credential })).toMatchObject({ holder: "acme" });
  });

  it("of the IMSI serves a SUCI that shows it", async () => {
    demand("required");
    const suci = "suci-0-315-010-0-0-0-000000001";
    expect(await bchf().resolve({ identifier: suci, requester, credential })).toMatchObject({ holder: "acme" });
    expect(resolve(suci, { requester })).toEqual(refused("CREDENTIAL_MISSING"));
  });
});
