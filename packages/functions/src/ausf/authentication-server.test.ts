import { type Log, silentLog } from "@symbolon/base";
import { decodeEap, encodeEap } from "@symbolon/codecs/eap";
import { deriveHresStar } from "@symbolon/crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Requester } from "../bchf/routing.ts";
import { account, supi, TestHome } from "../../test/home.ts";
import { AUTHENTICATION_CONTEXT_LIFETIME } from "./authentication-contexts.ts";
import type { AuthenticationDataSource } from "./authentication-data-source.ts";
import { AuthenticationServer, type AuthenticationStart } from "./authentication-server.ts";
import { MAX_EAP_ROUNDS } from "./eap-session.ts";
import { acceptChallenge, answer5gAka, answerChallenge, autsFor, eapResponse } from "../../test/terminal.ts";

const servingNetworkName = "5G:mnc070.mcc901.3gppnetwork.org";
const request = { supiOrSuci: supi, servingNetworkName };
const seaf: Requester = { tlsIdentity: "amf.example" };
const noContext = { refused: "UNKNOWN_CONTEXT" };
const failure = { authResult: "AUTHENTICATION_FAILURE" };

let home: TestHome;
let ausf: AuthenticationServer;
let entitled: boolean;

async function open(
  method: "5G_AKA" | "EAP_AKA_PRIME",
  changes: { capacity?: number; log?: Log; udm?: AuthenticationDataSource } = {},
) {
  home = await TestHome.open([account({ method })]);
  const { clock, random } = home;
  const { udm = home.ueAuthentication, log = silentLog, ...options } = changes;
  const servingNetworks = { entitled: () => entitled };
  ausf = new AuthenticationServer({ nfInstanceId: "ausf-1", ...options }, { udm, servingNetworks, clock, random, log });
}

beforeEach(() => {
  entitled = true;
});
afterEach(async () => {
  await ausf.idle();
  await home[Symbol.asyncDispose]();
});

async function start5g() {
  const started = (await ausf.authenticate(request, seaf)) as AuthenticationStart & { authType: "5G_AKA" };
  return { ...started, ...answer5gAka(started.rand, started.autn, servingNetworkName) };
}

describe("5G AKA", () => {
  it("releases K_SEAF and the SUPI after the right RES*, and notes the result", async () => {
    await open("5G_AKA");
    const { contextId, resStar, kseaf, rand, hxresStar, ...start } = await start5g();
    expect(hxresStar).toEqual(deriveHresStar(rand, resStar));
    expect(JSON.stringify(start)).not.toContain(supi);
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toEqual({ authResult: "AUTHENTICATION_SUCCESS", supi, kseaf });
    await ausf.idle();
    expect(await home.store.registrations.authEvents(supi)).toMatchObject([
      { document: { success: true, nfInstanceId: "ausf-1", authType: "5G_AKA", servingNetworkName } },
    ]);
  });

  it("takes one answer only: a wrong RES* ends it, and so does a right one", async () => {
    await open("5G_AKA");
    for (const wrong of [undefined, new Uint8Array(16), new Uint8Array(15), new Uint8Array(0)]) {
      const { contextId, resStar } = await start5g();
      expect(ausf.confirm5gAka(contextId, wrong, seaf)).toEqual(failure);
      expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject(noContext);
    }
    const { contextId, resStar } = await start5g();
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject({ authResult: "AUTHENTICATION_SUCCESS" });
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject(noContext);
    await ausf.idle();
    const events = await home.store.registrations.authEvents(supi);
    expect(events.filter(({ document }) => document["success"] === true)).toHaveLength(1);
    expect(events).toHaveLength(5);
  });

  it("does not take the answer of another challenge", async () => {
    await open("5G_AKA");
    const [first, second] = [await start5g(), await start5g()];
    expect(ausf.confirm5gAka(first.contextId, second.resStar, seaf)).toEqual(failure);
  });

  it("does not let another requester answer, and keeps the context for the right one", async () => {
    await open("5G_AKA");
    const { contextId, resStar } = await start5g();
    for (const other of [{}, { tlsIdentity: "amf.other" }]) {
      expect(ausf.confirm5gAka(contextId, resStar, other)).toMatchObject(noContext);
    }
    expect(await ausf.continueEap(contextId, new Uint8Array(8), seaf)).toMatchObject(noContext);
    expect(ausf.confirm5gAka("unknown", resStar, seaf)).toMatchObject(noContext);
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject({ authResult: "AUTHENTICATION_SUCCESS" });
  });

  it("expires", async () => {
    await open("5G_AKA");
    const { contextId, resStar } = await start5g();
    home.clock.time += AUTHENTICATION_CONTEXT_LIFETIME - 1;
    const later = await start5g();
    home.clock.time += 1;
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject(noContext);
    expect(ausf.confirm5gAka(later.contextId, later.resStar, seaf)).toMatchObject({
      authResult: "AUTHENTICATION_SUCCESS",
    });
  });

  it("is released", async () => {
    await open("5G_AKA");
    const { contextId, resStar } = await start5g();
    expect(ausf.release(contextId, { tlsIdentity: "other" })).toMatchObject(noContext);
    expect(ausf.release(contextId, seaf)).toBeUndefined();
    expect(ausf.release(contextId, seaf)).toMatchObject(noContext);
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject(noContext);
  });

  it("resynchronises with AUTS of its own challenge only", async () => {
    await open("5G_AKA");
    const { rand } = await start5g();
    const resynchronizationInfo = { rand, auts: autsFor(rand, 500) };
    expect(await ausf.authenticate({ ...request, resynchronizationInfo }, seaf)).toMatchObject({ authType: "5G_AKA" });
    expect(await ausf.authenticate({ ...request, resynchronizationInfo }, seaf)).toMatchObject({
      refused: "AUTHENTICATION_REJECTED",
    });
  });

  it("refuses what the UDM refuses, names that the requester may not use, and too many at once", async () => {
    await open("5G_AKA", { capacity: 1 });
    expect(await ausf.authenticate({ ...request, supiOrSuci: "imsi-00101" }, seaf)).toMatchObject({
      refused: "UNKNOWN_NUMBER",
    });
    entitled = false;
    expect(await ausf.authenticate(request, seaf)).toMatchObject({ refused: "SERVING_NETWORK_NOT_AUTHORISED" });
    entitled = true;
    await start5g();
    expect(await ausf.authenticate(request, seaf)).toMatchObject({ refused: "OVERLOADED" });
    home.clock.time += AUTHENTICATION_CONTEXT_LIFETIME;
    expect(await ausf.authenticate(request, seaf)).toMatchObject({ authType: "5G_AKA" });
  });

  it.each([
    { why: "it is unreachable", confirm: () => Promise.reject(new Error("unreachable")) },
    { why: "it refuses", confirm: () => Promise.resolve({ refused: "UNKNOWN_NUMBER", message: "" } as const) },
  ])("succeeds although the UDM cannot note the result: $why", async ({ confirm }) => {
    const events: string[] = [];
    const log: Log = { ...silentLog, warn: (event) => void events.push(event) };
    const generateAuthData: AuthenticationDataSource["generateAuthData"] = (...args) =>
      home.ueAuthentication.generateAuthData(...args);
    await open("5G_AKA", { log, udm: { generateAuthData, confirm } });
    const { contextId, resStar } = await start5g();
    expect(ausf.confirm5gAka(contextId, resStar, seaf)).toMatchObject({ authResult: "AUTHENTICATION_SUCCESS" });
    await ausf.idle();
    expect(events).toEqual(["ausf.result_not_noted"]);
  });
});

async function startEap() {
  const started = await ausf.authenticate(request, seaf);
  const { contextId, eapPayload } = started as AuthenticationStart & { authType: "EAP_AKA_PRIME" };
  return { contextId, eapPayload, challenge: acceptChallenge(eapPayload) };
}

const kindOf = (octets: Uint8Array) => {
  const packet = decodeEap(octets);
  return "subtype" in packet ? packet.subtype : packet.code;
};

describe("EAP-AKA'", () => {
  beforeEach(() => open("EAP_AKA_PRIME"));

  it("releases K_SEAF after the right response", async () => {
    const { contextId, challenge } = await startEap();
    const result = await ausf.continueEap(contextId, answerChallenge(challenge), seaf);
    expect(result).toMatchObject({ authResult: "AUTHENTICATION_SUCCESS", supi, kseaf: challenge.kseaf });
    const { eapPayload } = result as { eapPayload: Uint8Array };
    expect(decodeEap(eapPayload)).toEqual({ code: "success", identifier: challenge.identifier });
    expect(await ausf.continueEap(contextId, answerChallenge(challenge), seaf)).toMatchObject(noContext);
    await ausf.idle();
    expect(await home.store.registrations.authEvents(supi)).toMatchObject([{ document: { success: true } }]);
  });

  it("notifies of a wrong RES or MAC before it fails, and a right answer then comes too late", async () => {
    for (const fault of ["res", "mac", "no mac"] as const) {
      const { contextId, challenge } = await startEap();
      const wrongRes = { ...challenge, res: challenge.res.map((octet) => octet ^ 1) };
      const answer = answerChallenge(fault === "res" ? wrongRes : challenge);
      if (fault === "mac") answer[answer.length - 1] = (answer.at(-1) as number) ^ 1;
      const bare = eapResponse(challenge.identifier, "AKA-Challenge", [{ name: "AT_RES", value: challenge.res }]);
      const notified = await ausf.continueEap(contextId, fault === "no mac" ? bare : answer, seaf);
      expect(notified).toMatchObject({ authResult: "AUTHENTICATION_ONGOING" });
      expect(Object.keys(notified).toSorted((a, b) => a.localeCompare(b))).toEqual(["authResult", "eapPayload"]);
      const { identifier } = decodeEap((notified as { eapPayload: Uint8Array }).eapPayload);
      expect(kindOf((notified as { eapPayload: Uint8Array }).eapPayload)).toBe("Notification");
      const late = await ausf.continueEap(contextId, answerChallenge({ ...challenge, identifier }), seaf);
      expect(late).toMatchObject(failure);
      expect(kindOf((late as { eapPayload: Uint8Array }).eapPayload)).toBe("failure");
    }
  });

  it("ends after the answer to a notification", async () => {
    const { contextId, challenge } = await startEap();
    const wrong = answerChallenge({ ...challenge, res: new Uint8Array(8) });
    const { eapPayload } = (await ausf.continueEap(contextId, wrong, seaf)) as { eapPayload: Uint8Array };
    const { identifier } = decodeEap(eapPayload);
    expect(await ausf.continueEap(contextId, eapResponse(identifier, "Notification"), seaf)).toMatchObject(failure);
    expect(await ausf.continueEap(contextId, eapResponse(identifier, "Notification"), seaf)).toMatchObject(noContext);
  });

  it("resynchronises once, with AUTS that is right", async () => {
    const { contextId, challenge } = await startEap();
    const failed = (of: typeof challenge, seq: number) =>
      eapResponse(of.identifier, "AKA-Synchronization-Failure", [{ name: "AT_AUTS", value: autsFor(of.rand, seq) }]);
    const renewed = await ausf.continueEap(contextId, failed(challenge, 900), seaf);
    expect(renewed).toMatchObject({ authResult: "AUTHENTICATION_ONGOING" });
    const second = acceptChallenge((renewed as { eapPayload: Uint8Array }).eapPayload);
    expect(second.rand).not.toEqual(challenge.rand);
    expect(second.identifier).toBe((challenge.identifier + 1) % 256);
    expect(await ausf.continueEap(contextId, answerChallenge(second), seaf)).toMatchObject({
      authResult: "AUTHENTICATION_SUCCESS",
      kseaf: second.kseaf,
    });
    const third = await startEap();
    const again = await ausf.continueEap(third.contextId, failed(third.challenge, 2000), seaf);
    const fourth = acceptChallenge((again as { eapPayload: Uint8Array }).eapPayload);
    expect(await ausf.continueEap(third.contextId, failed(fourth, 3000), seaf)).toMatchObject(failure);
  });

  it("fails on a synchronisation failure whose AUTS is wrong or missing", async () => {
    for (const attributes of [[], [{ name: "AT_AUTS", value: new Uint8Array(14) } as const]]) {
      const { contextId, challenge } = await startEap();
      const response = eapResponse(challenge.identifier, "AKA-Synchronization-Failure", attributes);
      expect(await ausf.continueEap(contextId, response, seaf)).toMatchObject(failure);
    }
  });

  it.each([
    { what: "authentication-reject", octets: (id: number) => eapResponse(id, "AKA-Authentication-Reject") },
    {
      what: "client-error",
      octets: (id: number) => eapResponse(id, "Client-Error", [{ name: "AT_CLIENT_ERROR_CODE", value: 0 }]),
    },
    { what: "a notification nobody sent", octets: (id: number) => eapResponse(id, "Notification") },
    { what: "a fast re-authentication", octets: (id: number) => eapResponse(id, "Re-authentication") },
    {
      what: "a nak",
      octets: (identifier: number) => encodeEap({ code: "response", identifier, type: "nak", desired: [13] }),
    },
    { what: "a request", octets: (identifier: number) => encodeEap({ code: "success", identifier }) },
    { what: "octets that are not EAP", octets: () => new Uint8Array(3) },
  ])("fails on $what", async ({ octets }) => {
    const { contextId, challenge } = await startEap();
    expect(await ausf.continueEap(contextId, octets(challenge.identifier), seaf)).toMatchObject(failure);
    expect(await ausf.continueEap(contextId, answerChallenge(challenge), seaf)).toMatchObject(noContext);
    await ausf.idle();
    expect(await home.store.registrations.authEvents(supi)).toMatchObject([{ document: { success: false } }]);
  });

  it("repeats the challenge for an identity or a stale response, a bounded number of times", async () => {
    const { contextId, challenge, eapPayload } = await startEap();
    const identity = encodeEap({
      code: "response",
      identifier: challenge.identifier,
      type: "identity",
      identity: "6x",
    });
    const stale = eapResponse((challenge.identifier + 9) % 256, "AKA-Challenge");
    expect(await ausf.continueEap(contextId, identity, seaf)).toEqual({
      authResult: "AUTHENTICATION_ONGOING",
      eapPayload,
    });
    for (let round = 2; round < MAX_EAP_ROUNDS; round += 1) {
      expect(await ausf.continueEap(contextId, stale, seaf)).toEqual({
        authResult: "AUTHENTICATION_ONGOING",
        eapPayload,
      });
    }
    expect(await ausf.continueEap(contextId, answerChallenge(challenge), seaf)).toMatchObject(failure);
  });

  it("survives any octets, and none but the right ones succeed", { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 64 }).map((octets) => ({ octets })),
          fc.record({ position: fc.nat(39), change: fc.integer({ min: 1, max: 255 }) }),
        ),
        async (input) => {
          const { contextId, challenge } = await startEap();
          const answer = answerChallenge(challenge);
          if ("position" in input) answer[input.position] = (answer[input.position] as number) ^ input.change;
          const result = await ausf.continueEap(contextId, "octets" in input ? input.octets : answer, seaf);
          // Reserved octets of the header and of AT_MAC are under the MAC too.
          expect(result).not.toMatchObject({ authResult: "AUTHENTICATION_SUCCESS" });
          expect(result).not.toHaveProperty("kseaf");
          ausf.release(contextId, seaf);
        },
      ),
      { numRuns: 80 },
    );
  });

  it("gives the context to one of two messages that come at once", async () => {
    const { contextId, challenge } = await startEap();
    const both = await Promise.all([1, 2].map(() => ausf.continueEap(contextId, answerChallenge(challenge), seaf)));
    expect(both.filter((outcome) => "refused" in outcome)).toHaveLength(1);
    expect(ausf.confirm5gAka(contextId, undefined, seaf)).toMatchObject(noContext);
  });
});
