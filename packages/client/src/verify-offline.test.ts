import { parseTrust, trustFingerprint } from "@symbolon/proofs";
import { describe, expect, it } from "vitest";
import { signedProof } from "../test/signed-proof.ts";
import { sha256 } from "./sha256.ts";
import { verifyNumberOffline, verifyOffline } from "./verify-offline.ts";

const { proof, trust, trustFile } = signedProof();
const IDENTIFIER = "imsi-315010000123456";

describe("verifyOffline", () => {
  it("accepts a proof against a trust file or its fingerprint, with nothing but WebCrypto", async () => {
    const fingerprint = trustFingerprint(trust, sha256);
    for (const pinned of [parseTrust(trustFile), { fingerprint }]) {
      expect(await verifyOffline(proof, pinned)).toMatchObject({
        valid: true,
        height: 12,
        identifier: IDENTIFIER,
        fingerprint,
      });
    }
    expect(await verifyOffline(proof, undefined)).toMatchObject({
      reason: "TRUST_MISSING",
      claimedFingerprint: fingerprint,
    });
  });

  it("refuses it with any octet altered", async () => {
    for (let at = 0; at < proof.length; at += 1) {
      const altered = proof.slice();
      altered[at] = (altered[at] as number) ^ (1 << (at % 8));
      expect((await verifyOffline(altered, trust)).valid, `octet ${at}`).toBe(false);
    }
  });

  it("decides the number that is asked, not only the one that the proof names", async () => {
    expect(await verifyNumberOffline(proof, trust, "imsi-315010000199999")).toMatchObject({
      valid: true,
      identifier: "imsi-315010000199999",
    });
    expect(await verifyNumberOffline(proof, trust, "imsi-315010000200000")).toMatchObject({
      reason: "IDENTIFIER_NOT_COVERED",
    });
    expect(await verifyNumberOffline(proof, undefined, IDENTIFIER)).toMatchObject({ reason: "TRUST_MISSING" });
  });
});
