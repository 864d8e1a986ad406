import { randomBytes } from "node:crypto";
import { type Clock, type ImsiIdentifier, type Random, parsePlmn, parseSupi, toHex } from "@symbolon/base";
import {
  MemoryKeyStore,
  Milenage,
  type Signer,
  sqnToOctets,
  generateVector,
  suciProfile,
  verifyCredential,
} from "@symbolon/crypto";
import { Terminal, type TerminalOptions } from "@symbolon/terminal";
import { Usim } from "@symbolon/usim";
import { beforeAll, describe, expect, it } from "vitest";
import { SUPI, TestHome, homePrivateKey, subscriberKeys } from "./home.fixture.ts";
import { SbiClient } from "./sbi-client.ts";
import type { TraceStep } from "./trace.ts";
import { VisitedNetwork, type VisitedNetworkOptions } from "./visited-network.ts";

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
const keys = new MemoryKeyStore();
let signer: Signer;
beforeAll(async () => {
  signer = await keys.signer((await keys.generate("ES256", "user")).id);
});
const homeNetworkPublicKey = { id: 1, protectionScheme: 1, publicKey: suciProfile(1).publicKeyOf(homePrivateKey) };
const plmn = parsePlmn("001-01");

function makeTerminal(options: Partial<TerminalOptions> = {}, k = subscriberKeys.k): Terminal {
  const usim = new Usim(new Milenage({ ...subscriberKeys, k }));
  return new Terminal(
    { supi: parseSupi(SUPI) as ImsiIdentifier, homeNetworkPublicKey, ...options },
    { usim, clock, random, signer },
  );
}

function startNetwork(
  home: TestHome,
  options: Partial<VisitedNetworkOptions> = {},
  observe: (step: TraceStep) => void = () => undefined,
) {
  const base = { plmn, amfInstanceId: "6ba7b810-9dad-41d1-80b4-00c04fd430c8", amfId: "020040", bchf: home.uri };
  return VisitedNetwork.start({ ...base, ...options }, { clock, observe });
}

const operations = (trace: readonly TraceStep[]) => trace.map(({ operation }) => operation);
const FULL_REGISTRATION = [
  "Registration Request",
  "Nbchf_Routing_Query",
  "Nausf_UEAuthentication_Authenticate",
  "Authentication Request",
  "Nausf_UEAuthentication_Authenticate (confirmation)",
  "Security Mode Command",
  "Nudm_UECM_Registration",
  "Nudm_SDM_Get (am-data)",
  "Nudm_SDM_Get (smf-select-data)",
  "Nudm_SDM_Get (nssai)",
  "Registration Accept",
];

describe("registration of a visitor", () => {
  it("goes from the ledger's answer to subscription data, with the same K_AMF on both sides", async () => {
    await using home = await TestHome.open();
    await using network = await startNetwork(home, { tlsIdentity: "amf.visited.example" });
    const terminal = makeTerminal();
    const outcome = await network.register(terminal);
    expect(outcome).toMatchObject({
      accepted: true,
      supi: { digits: "315010000100001" },
      udm: home.uri,
      kamf: terminal.kamf,
    });
    expect(outcome).toMatchObject({
      data: { "am-data": { set: "am-data" }, "smf-select-data": {}, nssai: { set: "nssai" } },
    });
    expect(operations(outcome.trace)).toEqual(FULL_REGISTRATION);
    expect(outcome.trace[1]).toMatchObject({ from: "AMF", to: "BCHF", answer: `200 ${home.uri}`, height: 42 });
    expect(outcome.trace.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
    expect(network.served.get(SUPI)).toMatchObject({ udm: home.uri });
  });

  it("sends what the standards ask for", async () => {
    await using home = await TestHome.open();
    await using network = await startNetwork(home);
    await network.register(makeTerminal());
    const [query] = home.to("/nbchf/");
    expect(query?.path).toMatch(
      /^\/nbchf\/v1\/routing\/suci-0-315-010-0-1-1-[0-9a-f]{90}\?requester-nf-type=AMF&requester-plmn=00101&data-management=UDM$/,
    );
    const [authentication] = home.to("/ue-authentications");
    expect(authentication).toMatchObject({
      method: "POST",
      userAgent: "AMF",
      body: { servingNetworkName: "5G:mnc001.mcc001.3gppnetwork.org" },
    });
    const [registration] = home.to("/nudm-uecm/");
    expect(registration).toMatchObject({
      method: "PUT",
      body: {
        guami: { plmnId: { mcc: "001", mnc: "01" }, amfId: "020040" },
        ratType: "NR",
        initialRegistrationInd: true,
      },
    });
    const [data] = home.to("/nudm-sdm/");
    expect(decodeURIComponent(data?.path ?? "")).toBe(`/nudm-sdm/v2/${SUPI}/am-data?plmn-id={"mcc":"001","mnc":"01"}`);
    expect(home.received.map(({ credential }) => credential)).toEqual(home.received.map(() => undefined));
  });

  it("carries one credential of the user to the BCHF and to the home UDM", async () => {
    await using home = await TestHome.open();
    await using network = await startNetwork(home, { tlsIdentity: "amf.visited.example" });
    await network.register(makeTerminal());
    const [query] = home.to("/nbchf/");
    const [registration] = home.to("/nudm-uecm/");
    expect(registration?.credential).toBe(query?.credential);
    const expected = { sub: SUPI, aud: "amf.visited.example", scope: "registration", now: clock.now() };
    expect(await verifyCredential(query?.credential ?? "", signer, expected)).toMatchObject({ claims: { sub: SUPI } });
  });

  it("does without the data sets that a home may leave out", async () => {
    await using home = await TestHome.open();
    for (const name of ["smf-select-data", "nssai"]) {
      home.overrides.set(`GET /nudm-sdm/v2/${SUPI}/${name}`, { status: 404, body: { cause: "DATA_NOT_FOUND" } });
    }
    await using network = await startNetwork(home);
    expect(await network.register(makeTerminal())).toMatchObject({ accepted: true });
    expect(network.served.get(SUPI)?.data).toEqual({ "am-data": { set: "am-data" } });
  });

  it("asks for the number itself when the terminal shows it", async () => {
    await using home = await TestHome.open();
    await using network = await startNetwork(home);
    const supi = parseSupi(SUPI) as ImsiIdentifier;
    const terminal = new Terminal({ supi }, { usim: new Usim(new Milenage(subscriberKeys)), clock, random });
    expect((await network.register(terminal)).accepted).toBe(true);
    expect(home.to("/nbchf/")[0]?.path).toContain(`/${SUPI}?`);
  });

  it("runs EAP-AKA' where the home says so", async () => {
    await using home = await TestHome.open();
    home.authType = "EAP_AKA_PRIME";
    await using network = await startNetwork(home);
    const terminal = makeTerminal();
    const outcome = await network.register(terminal);
    expect(outcome).toMatchObject({ accepted: true, kamf: terminal.kamf });
    expect(operations(outcome.trace).slice(2, 6)).toEqual([
      "Nausf_UEAuthentication_Authenticate",
      "Authentication Request (EAP)",
      "Nausf_UEAuthentication_Authenticate (confirmation)",
      "Authentication Result (EAP)",
    ]);
  });
});

describe("resynchronisation", () => {
  const ahead = (seq: number) => {
    const usim = new Usim(new Milenage(subscriberKeys), { sequenceNumbers: [seq] });
    return new Terminal({ supi: parseSupi(SUPI) as ImsiIdentifier, homeNetworkPublicKey }, { usim, clock, random });
  };

  it.each(["5G_AKA", "EAP_AKA_PRIME"] as const)("brings the home's SQN behind the USIM's with %s", async (authType) => {
    await using home = await TestHome.open();
    home.authType = authType;
    await using network = await startNetwork(home);
    const terminal = ahead(77);
    const outcome = await network.register(terminal);
    expect(outcome).toMatchObject({ accepted: true, kamf: terminal.kamf });
    expect(home.seq).toBe(79);
  });

  it("ends after a second synchronisation failure", async () => {
    await using home = await TestHome.open();
    const stale = generateVector(new Milenage(subscriberKeys), {
      rand: new Uint8Array(16),
      sqn: sqnToOctets(32),
      amf: Uint8Array.of(0x80, 0),
    });
    const data = { rand: toHex(stale.rand), autn: toHex(stale.autn), hxresStar: "00".repeat(16) };
    home.overrides.set("POST /nausf-auth/", {
      status: 201,
      body: { authType: "5G_AKA", "5gAuthData": data, _links: { "5g-aka": [{ href: "/x" }] } },
    });
    await using network = await startNetwork(home);
    expect(await network.register(ahead(77))).toMatchObject({
      accepted: false,
      cause: 3,
      reason: "synchronisation failed twice",
    });
    expect(home.to("/ue-authentications")).toHaveLength(2);
  });
});

describe("rejection", () => {
  it.each([
    ["GET /nbchf/", 404, "USER_NOT_FOUND", 7],
    ["GET /nbchf/", 401, "CREDENTIAL_MISSING", 7],
    ["GET /nbchf/", 503, "NF_CONGESTION", 22],
    ["POST /nausf-auth/", 404, "USER_NOT_FOUND", 7],
    ["POST /nausf-auth/", 403, "SERVING_NETWORK_NOT_AUTHORIZED", 11],
    ["POST /nausf-auth/", 403, "AUTHENTICATION_REJECTED", 3],
    ["PUT /nausf-auth/", 500, "SYSTEM_FAILURE", 7],
    ["PUT /nudm-uecm/", 403, "ROAMING_NOT_ALLOWED", 13],
    ["PUT /nudm-uecm/", 403, "CREDENTIAL_REPLAYED", 7],
    ["PUT /nudm-uecm/", 429, "NF_CONGESTION", 22],
    ["GET /nudm-sdm/", 404, "DATA_NOT_FOUND", 7],
  ])("%s -> %i %s: 5GMM cause %i", async (path, status, cause, expected) => {
    await using home = await TestHome.open();
    home.overrides.set(path, { status, body: { status, cause } });
    await using network = await startNetwork(home);
    const outcome = await network.register(makeTerminal());
    expect(outcome).toMatchObject({ accepted: false, cause: expected });
    expect(outcome).toMatchObject({ reason: expect.stringContaining(`${status} ${cause}`) as string });
    expect(outcome.trace.at(-1)).toMatchObject({ operation: "Registration Reject", answer: `5GMM cause ${expected}` });
    expect(network.served.size).toBe(0);
  });

  it("tells an unknown user to look for another cell, when configured so", async () => {
    await using home = await TestHome.open();
    home.overrides.set("GET /nbchf/", { status: 404, body: { cause: "USER_NOT_FOUND" } });
    await using network = await startNetwork(home, { unknownUserCause: 27 });
    expect(await network.register(makeTerminal())).toMatchObject({ cause: 27 });
  });

  it.each(["5G_AKA", "EAP_AKA_PRIME"] as const)("rejects a terminal with another key: %s", async (authType) => {
    await using home = await TestHome.open();
    home.authType = authType;
    await using network = await startNetwork(home);
    const terminal = makeTerminal({}, new Uint8Array(16).fill(9));
    expect(await network.register(terminal)).toMatchObject({ accepted: false, cause: 3 });
    expect(terminal.kamf).toBeUndefined();
    expect(home.to("/nudm-uecm/")).toHaveLength(0);
  });

  it("checks HRES* before it asks the home to confirm", async () => {
    await using home = await TestHome.open();
    const { rand, autn } = generateVector(new Milenage(subscriberKeys), {
      rand: new Uint8Array(16),
      sqn: sqnToOctets(32),
      amf: Uint8Array.of(0x80, 0),
    });
    const data = { rand: toHex(rand), autn: toHex(autn), hxresStar: "00".repeat(16) };
    home.overrides.set("POST /nausf-auth/", {
      status: 201,
      body: { authType: "5G_AKA", "5gAuthData": data, _links: { "5g-aka": { href: "/confirmation" } } },
    });
    await using network = await startNetwork(home);
    expect(await network.register(makeTerminal())).toMatchObject({ cause: 3, reason: "HRES* differs from HXRES*" });
    expect(home.to("/confirmation")).toHaveLength(0);
  });

  it("refuses a home that confirms with another K_SEAF", async () => {
    await using home = await TestHome.open();
    home.overrides.set("PUT /nausf-auth/", {
      status: 200,
      body: { authResult: "AUTHENTICATION_SUCCESS", supi: SUPI, kseaf: "00".repeat(32) },
    });
    await using network = await startNetwork(home);
    expect(await network.register(makeTerminal())).toMatchObject({ cause: 24 });
    expect(home.to("/nudm-uecm/")).toHaveLength(0);
  });

  it.each([
    [{ status: 201, body: {} }],
    [{ status: 201, body: { authType: "EAP_TLS" } }],
    [
      {
        status: 201,
        body: {
          authType: "5G_AKA",
          "5gAuthData": { rand: "00", autn: "00", hxresStar: "zz" },
          _links: { "5g-aka": { href: "/x" } },
        },
      },
    ],
    [{ status: 201, body: { authType: "5G_AKA", "5gAuthData": "x" } }],
    [
      {
        status: 201,
        body: { authType: "EAP_AKA_PRIME", "5gAuthData": "AQ==", _links: { "eap-session": { href: "/x" } } },
      },
    ],
    [{ status: 201, body: "[]" }],
    [{ status: 201, body: "{" }],
  ])("survives a home that answers %j", async (reply) => {
    await using home = await TestHome.open();
    home.overrides.set("POST /nausf-auth/", reply);
    await using network = await startNetwork(home);
    expect(await network.register(makeTerminal())).toMatchObject({ accepted: false });
  });

  it("calls a peer that cannot be reached congestion, and asks nobody after it", async () => {
    await using home = await TestHome.open();
    await using network = await startNetwork(home, { bchf: "http://127.0.0.1:1" });
    expect(await network.register(makeTerminal())).toMatchObject({
      cause: 22,
      reason: "Nbchf_Routing_Query: 504 TARGET_NF_NOT_REACHABLE",
    });
    expect(home.received).toHaveLength(0);
  });
});

it("connects anew to a home that was restarted", async () => {
  await using client = new SbiClient();
  const first = await TestHome.open();
  const url = new URL(`/nbchf/v1/routing/${SUPI}`, first.uri);
  expect((await client.request({ method: "GET", url })).status).toBe(200);
  await first[Symbol.asyncDispose]();
  await using second = await TestHome.open(Number(url.port));
  // The end of the old connection may be noticed by the next request only.
  await expect.poll(async () => (await client.request({ method: "GET", url })).status, { timeout: 4_000 }).toBe(200);
  expect(second.received.at(-1)?.path).toBe(url.pathname);
});

describe("local UDM first", () => {
  it("asks the BCHF only for subscribers that the local network does not know", async () => {
    await using home = await TestHome.open();
    await using local = await TestHome.open();
    local.overrides.set("POST /nausf-auth/", { status: 404, body: { status: 404, cause: "USER_NOT_FOUND" } });
    await using network = await startNetwork(home, { localUdm: local.uri });
    const outcome = await network.register(makeTerminal());
    expect(outcome).toMatchObject({ accepted: true, udm: home.uri });
    expect(operations(outcome.trace).slice(0, 3)).toEqual([
      "Registration Request",
      "Nausf_UEAuthentication_Authenticate",
      "Nbchf_Routing_Query",
    ]);
  });

  it("serves its own subscribers without asking anybody", async () => {
    await using home = await TestHome.open();
    await using local = await TestHome.open();
    await using network = await startNetwork(home, { localUdm: local.uri });
    expect(await network.register(makeTerminal())).toMatchObject({ accepted: true, udm: local.uri });
    expect(home.received).toHaveLength(0);
  });
});

describe("deregistration by the home network", () => {
  const registered = async (home: TestHome, steps: TraceStep[]) => {
    const network = await startNetwork(home, {}, (step) => steps.push(step));
    await network.register(makeTerminal());
    const uri = home.to("/nudm-uecm/")[0]?.body["deregCallbackUri"] as string;
    return { network, url: new URL(uri) };
  };

  it("ends the terminal's context", async () => {
    await using home = await TestHome.open();
    const steps: TraceStep[] = [];
    const { network, url } = await registered(home, steps);
    await using _ = network;
    await using client = new SbiClient();
    const body = { deregReason: "UE_INITIAL_REGISTRATION", accessType: "3GPP_ACCESS" };
    expect(await client.request({ method: "POST", url, body })).toMatchObject({ status: 204 });
    expect(network.served.size).toBe(0);
    expect(steps.at(-1)).toMatchObject({
      operation: "Nudm_UECM_DeregistrationNotification",
      answer: "204 UE_INITIAL_REGISTRATION",
    });
  });

  it("refuses anything else", async () => {
    await using home = await TestHome.open();
    const { network, url } = await registered(home, []);
    await using _ = network;
    await using client = new SbiClient();
    const body = { deregReason: "x".repeat(70_000), accessType: "3GPP_ACCESS" };
    expect([
      (await client.request({ method: "POST", url, body: {} })).status,
      (await client.request({ method: "POST", url, body })).status,
      (await client.request({ method: "GET", url })).status,
      (await client.request({ method: "POST", url: new URL("/other", url), body: {} })).status,
    ]).toEqual([400, 413, 404, 404]);
    expect(network.served.size).toBe(1);
  });
});
