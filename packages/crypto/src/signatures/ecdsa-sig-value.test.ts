import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ecdsaSigValue } from "./ecdsa-sig-value.ts";

/** INTEGER in DER by way of a big integer. */
function integer(scalar: Uint8Array): Uint8Array {
  const digits = BigInt(`0x${Buffer.from(scalar).toString("hex")}`).toString(16);
  const octets = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  const signed = (octets[0] as number) >= 0x80 ? Buffer.concat([Buffer.of(0), octets]) : octets;
  return Buffer.concat([Buffer.of(0x02, signed.length), signed]);
}

describe("Ecdsa-Sig-Value", () => {
  it("writes any two scalars with the fewest octets", () => {
    const scalar = fc
      .tuple(fc.nat({ max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
      .map(([zeros, octets]) => octets.fill(0, 0, zeros));
    fc.assert(
      fc.property(scalar, scalar, (r, s) => {
        const body = Buffer.concat([integer(r), integer(s)]);
        const der = Buffer.concat([Buffer.of(0x30, body.length), body]);
        expect(Buffer.from(ecdsaSigValue(Buffer.concat([r, s])))).toEqual(der);
      }),
    );
  });

  it("keeps signatures valid", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (let n = 0; n < 20; n += 1) {
      const bytes = Buffer.of(n);
      const raw = sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
      expect(verify("sha256", bytes, publicKey, ecdsaSigValue(raw))).toBe(true);
      expect(verify("sha256", Buffer.of(n + 1), publicKey, ecdsaSigValue(raw))).toBe(false);
    }
  });
});
