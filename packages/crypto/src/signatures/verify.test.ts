import { generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { fromHex, toHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyObjectSigner } from "./key-object-signer.ts";
import { hasLowS } from "./low-s.ts";
import { suiteOfSpki } from "./public-key.ts";
import { verifySignature, verifySignatureAsync } from "./verify.ts";

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const ED25519_PREFIX = "302a300506032b6570032100";

const message = utf8("imsi-315010000000001");

function pair(suite: "ES256" | "EdDSA") {
  const { privateKey } =
    suite === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return { privateKey, signer: new KeyObjectSigner(privateKey) };
}

function scalar(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

function octets(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0"));
}

/** What node:crypto makes by itself: s high in half of all cases. */
function rawSignature(key: KeyObject, high: boolean): Uint8Array {
  for (;;) {
    const signature = sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });
    if (hasLowS(signature) !== high) return signature;
  }
}

/** The verdict on which the synchronous and the asynchronous function agree. */
async function verdict(...check: Parameters<typeof verifySignature>): Promise<boolean> {
  const valid = verifySignature(...check);
  expect(await verifySignatureAsync(...check)).toBe(valid);
  return valid;
}

describe.each(["ES256", "EdDSA"] as const)("%s", (suite) => {
  it("accepts its own signatures and nothing changed in any octet", async () => {
    const { signer } = pair(suite);
    const signature = await signer.sign(message);
    expect(await verdict(suite, signer.spki, message, signature)).toBe(true);
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Uint8Array.from(signature);
        changed[at] = (changed[at] as number) ^ mask;
        return !verifySignature(suite, signer.spki, message, changed);
      }),
      { numRuns: 100 },
    );
    expect(await verdict(suite, signer.spki, utf8("imsi-315010000000002"), signature)).toBe(false);
  });

  it("refuses another key, another suite and every other length", async () => {
    const { signer } = pair(suite);
    const signature = await signer.sign(message);
    expect(await verdict(suite, pair(suite).signer.spki, message, signature)).toBe(false);
    expect(await verdict(suite === "ES256" ? "EdDSA" : "ES256", signer.spki, message, signature)).toBe(false);
    for (const length of [0, 1, 32, 63]) {
      expect(await verdict(suite, signer.spki, message, signature.subarray(0, length))).toBe(false);
    }
    expect(await verdict(suite, signer.spki, message, Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false);
  });

  it("refuses a SubjectPublicKeyInfo that is cut, extended or altered in its head", async () => {
    const { signer } = pair(suite);
    const signature = await signer.sign(message);
    for (let length = 0; length < signer.spki.length; length += 1) {
      expect(verifySignature(suite, signer.spki.subarray(0, length), message, signature)).toBe(false);
    }
    const extended = Buffer.concat([signer.spki, Buffer.alloc(1)]);
    expect(await verdict(suite, extended, message, signature)).toBe(false);
    for (let at = 0; at < 12; at += 1) {
      const altered = Uint8Array.from(signer.spki);
      altered[at] = (altered[at] as number) ^ 1;
      expect(verifySignature(suite, altered, message, signature)).toBe(false);
    }
  });

  it("never throws on random octets", () => {
    const octetString = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(octetString, octetString, octetString, (spki, bytes, signature) => {
        expect(verifySignature(suite, spki, bytes, signature)).toBe(false);
      }),
    );
  });

  it("names the suite of a key", () => {
    const { signer } = pair(suite);
    expect(suiteOfSpki(signer.spki)).toBe(suite);
    expect(() => suiteOfSpki(signer.spki.subarray(1))).toThrow(expect.objectContaining({ code: "INVALID_PUBLIC_KEY" }));
  });
});

describe("ES256", () => {
  it("refuses the high form of a good signature, which node:crypto accepts", async () => {
    const { privateKey, signer } = pair("ES256");
    const high = rawSignature(privateKey, true);
    const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha256", message, key, high)).toBe(true);
    expect(await verdict("ES256", signer.spki, message, high)).toBe(false);
    const low = Buffer.concat([high.subarray(0, 32), octets(P256_ORDER - scalar(high.subarray(32)))]);
    expect(await verdict("ES256", signer.spki, message, low)).toBe(true);
  });

  it("signs in the low form only", async () => {
    const { signer } = pair("ES256");
    const signatures = await Promise.all(Array.from({ length: 40 }, () => signer.sign(message)));
    expect(signatures.every((signature) => hasLowS(signature))).toBe(true);
    expect(signatures.every((signature) => verifySignature("ES256", signer.spki, message, signature))).toBe(true);
  });

  it("refuses r or s of zero, of the order and above it", async () => {
    const { privateKey, signer } = pair("ES256");
    const good = rawSignature(privateKey, false);
    const [r, s] = [good.subarray(0, 32), good.subarray(32)];
    const tooSmallOrLarge = [octets(0n), octets(P256_ORDER), octets(2n ** 256n - 1n)];
    for (const bad of tooSmallOrLarge) {
      expect(await verdict("ES256", signer.spki, message, Buffer.concat([bad, s]))).toBe(false);
      expect(await verdict("ES256", signer.spki, message, Buffer.concat([r, bad]))).toBe(false);
    }
    expect(await verdict("ES256", signer.spki, message, new Uint8Array(64))).toBe(false);
  });

  it("refuses points off the curve, compressed points and other curves", async () => {
    const { privateKey, signer } = pair("ES256");
    const signature = rawSignature(privateKey, false);
    const off = Uint8Array.from(signer.spki);
    off[90] = (off[90] as number) ^ 1;
    expect(await verdict("ES256", off, message, signature)).toBe(false);
    for (const namedCurve of ["P-384", "secp256k1"]) {
      const other = generateKeyPairSync("ec", { namedCurve });
      const spki = other.publicKey.export({ type: "spki", format: "der" });
      const made = sign("sha256", message, { key: other.privateKey, dsaEncoding: "ieee-p1363" });
      expect(verifySignature("ES256", spki, message, made)).toBe(false);
      expect(() => new KeyObjectSigner(other.privateKey)).toThrow(
        expect.objectContaining({ code: "INVALID_PRIVATE_KEY" }),
      );
    }
  });
});

describe("EdDSA", () => {
  it("agrees with RFC 8032 clause 7.1, TEST 3", async () => {
    expect(
      await verdict(
        "EdDSA",
        fromHex(`${ED25519_PREFIX}fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025`),
        fromHex("af82"),
        fromHex(
          "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
      ),
    ).toBe(true);
  });

  it("refuses S not below the order", async () => {
    const { signer } = pair("EdDSA");
    const signature = await signer.sign(message);
    const s = scalar(signature.toReversed().subarray(0, 32));
    const restated = Buffer.concat([signature.subarray(0, 32), octets(s + ED25519_ORDER).toReversed()]);
    expect(await verdict("EdDSA", signer.spki, message, restated)).toBe(false);
  });

  // The eight points of small order and their encodings with y >= p or a signed zero x.
  it.each([
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ])("refuses the key %s", (point) => {
    expect(() => suiteOfSpki(fromHex(ED25519_PREFIX + point))).toThrow(
      expect.objectContaining({ code: "INVALID_PUBLIC_KEY" }),
    );
  });

  // Made for this test: A = aB + T with T of order 8, S = r + ha, the message chosen so that 8 divides h.
  it("refuses a key of mixed order, whose signature node:crypto accepts", async () => {
    const point = fromHex("776392ad4e6f64b974d9ac223a93baad764d001c795dcc29e6953549fdd36f52");
    const signature = fromHex(
      "b14b6890122fd1dee056cdd0c2e4e30263b5e061c602979a5c05a1d2db0061555bf01a1e01feec0547532115f8910f3368fc8849100921999f43df1b836e560e",
    );
    const spki = Buffer.concat([fromHex(ED25519_PREFIX), point]);
    const key = { key: spki, format: "der", type: "spki" } as const;
    expect(verify(null, utf8("message 3"), key, signature)).toBe(true);
    expect(await verdict("EdDSA", spki, utf8("message 3"), signature)).toBe(false);
  });
});
