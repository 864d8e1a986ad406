import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { concat, fromHex, toHex, utf8 } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { verifyWithWebCrypto } from "./web-crypto-signature.ts";

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const message = utf8("message");
const spkiOf = (key: KeyObject): Uint8Array => key.export({ format: "der", type: "spki" });

/** The other form of an ES256 signature, which verifies as well by the equation alone. */
function mirrored(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${toHex(signature.subarray(32))}`);
  return concat(signature.subarray(0, 32), fromHex((P256_ORDER - s).toString(16).padStart(64, "0")));
}

describe("verifyWithWebCrypto", () => {
  it("accepts Ed25519 signatures and no altered octet", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const signature = Uint8Array.from(sign(null, message, privateKey));
    expect(await verifyWithWebCrypto("EdDSA", spkiOf(publicKey), message, signature)).toBe(true);
    for (let at = 0; at < signature.length; at += 1) {
      const altered = signature.slice();
      altered[at] = (altered[at] as number) ^ 1;
      expect(await verifyWithWebCrypto("EdDSA", spkiOf(publicKey), message, altered)).toBe(false);
    }
    expect(await verifyWithWebCrypto("EdDSA", spkiOf(publicKey), utf8("massage"), signature)).toBe(false);
  });

  it("accepts ES256 signatures in their low form only", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (let n = 0; n < 8; n += 1) {
      const signature = sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" });
      const forms = [Uint8Array.from(signature), mirrored(signature)];
      const verdicts = await Promise.all(
        forms.map(async (form) => verifyWithWebCrypto("ES256", spkiOf(publicKey), message, form)),
      );
      expect(verdicts.filter(Boolean)).toHaveLength(1);
      const lower = forms[verdicts.indexOf(true)] as Uint8Array;
      expect(BigInt(`0x${toHex(lower.subarray(32))}`) <= P256_ORDER / 2n).toBe(true);
    }
  });

  it("answers false to malformed keys and signatures and to the other suite's keys", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const signature = Uint8Array.from(sign(null, message, privateKey));
    expect(await verifyWithWebCrypto("EdDSA", new Uint8Array(44), message, signature)).toBe(false);
    expect(await verifyWithWebCrypto("EdDSA", new Uint8Array(), message, signature)).toBe(false);
    expect(await verifyWithWebCrypto("ES256", spkiOf(publicKey), message, new Uint8Array(64))).toBe(false);
    expect(await verifyWithWebCrypto("EdDSA", spkiOf(publicKey), message, signature.subarray(1))).toBe(false);
  });
});
