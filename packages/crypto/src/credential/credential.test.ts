import { createHmac } from "node:crypto";
import { equalBytes, toBase64Url, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { CompactSign } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { StoredKey } from "../keystore/key-store.ts";
import { MemoryKeyStore } from "../keystore/memory-key-store.ts";
import type { Signer } from "../signatures/signer.ts";
import {
  type CredentialClaims,
  MAX_CREDENTIAL_LENGTH,
  MAX_CREDENTIAL_LIFETIME,
  MAX_CREDENTIAL_SKEW,
} from "./credential.ts";
import { issueCredential } from "./issue-credential.ts";
import { verifyCredential } from "./verify-credential.ts";

const NOW = 1_795_000_000;
const claims: CredentialClaims = {
  sub: "imsi-315010000000001",
  aud: "amf.visited.example",
  scope: "registration roaming",
  iat: NOW - 10,
  exp: NOW + 300,
  nonce: "bm9uY2U",
};
const expected = { sub: claims.sub, aud: claims.aud, scope: "registration", now: NOW * 1000 };

const store = new MemoryKeyStore();
let signers: Record<"ES256" | "EdDSA", Signer>;
let other: Signer;
beforeAll(async () => {
  const make = async (suite: "ES256" | "EdDSA") => store.signer((await store.generate(suite, "user")).id);
  signers = { ES256: await make("ES256"), EdDSA: await make("EdDSA") };
  other = await make("EdDSA");
});

const invalid = expect.objectContaining({ refused: "CREDENTIAL_INVALID" });
const expired = expect.objectContaining({ refused: "CREDENTIAL_EXPIRED" });

function encode(value: object): string {
  return toBase64Url(utf8(JSON.stringify(value)));
}

/** Signs any header and payload, as no honest terminal would. */
async function forge(signer: Signer, header: object, payload: object): Promise<string> {
  const content = `${encode(header)}.${encode(payload)}`;
  return `${content}.${toBase64Url(await signer.sign(utf8(content)))}`;
}

describe.each(["ES256", "EdDSA"] as const)("credential by %s", (suite) => {
  it("is accepted for its own subject, requester and scope", async () => {
    const jws = await issueCredential(signers[suite], claims);
    expect(await verifyCredential(jws, signers[suite], expected)).toEqual({ claims });
    expect(await verifyCredential(jws, signers[suite], { ...expected, scope: "roaming" })).toEqual({ claims });
  });

  it("is refused for any other subject, requester, scope and key", async () => {
    const jws = await issueCredential(signers[suite], claims);
    for (const change of [
      { sub: "imsi-315010000000002" },
      { aud: "amf.other.example" },
      { scope: "regist" },
      { scope: "" },
    ]) {
      expect(await verifyCredential(jws, signers[suite], { ...expected, ...change })).toEqual(invalid);
    }
    expect(await verifyCredential(jws, other, expected)).toEqual(invalid);
    const crossed = suite === "ES256" ? signers.EdDSA : signers.ES256;
    expect(await verifyCredential(jws, crossed, expected)).toEqual(invalid);
    const mislabelled = { suite, spki: crossed.spki };
    expect(await verifyCredential(jws, mislabelled, expected)).toEqual(invalid);
  });

  it("holds from its issue to its end, with the clock's skew", async () => {
    const jws = await issueCredential(signers[suite], claims);
    const at = (seconds: number) => verifyCredential(jws, signers[suite], { ...expected, now: seconds * 1000 });
    expect(await at(claims.iat - MAX_CREDENTIAL_SKEW)).toEqual({ claims });
    expect(await at(claims.iat - MAX_CREDENTIAL_SKEW - 1)).toEqual(invalid);
    expect(await at(claims.exp + MAX_CREDENTIAL_SKEW - 1)).toEqual({ claims });
    expect(await at(claims.exp + MAX_CREDENTIAL_SKEW)).toEqual(expired);
  });

  it("is refused with any character changed", async () => {
    const jws = await issueCredential(signers[suite], claims);
    const change = fc.tuple(fc.nat(jws.length - 1), fc.constantFrom("A", "b", "-", "."));
    await fc.assert(
      fc.asyncProperty(change, async ([at, character]) => {
        const changed = jws.slice(0, at) + character + jws.slice(at + 1);
        fc.pre(changed !== jws);
        expect(await verifyCredential(changed, signers[suite], expected)).toEqual(invalid);
      }),
    );
  });

  it("is what jose signs", async () => {
    const { id } = (await store.list()).find((key) => equalBytes(key.spki, signers[suite].spki)) as StoredKey;
    const key = await crypto.subtle.importKey(
      "pkcs8",
      Uint8Array.from(await store.exportPrivateKey(id)),
      suite === "ES256" ? { name: "ECDSA", namedCurve: "P-256" } : "Ed25519",
      false,
      ["sign"],
    );
    const jws = await new CompactSign(utf8(JSON.stringify(claims)))
      .setProtectedHeader({ alg: suite, typ: "JWT" })
      .sign(key);
    expect(await verifyCredential(jws, signers[suite], expected)).toEqual({ claims });
  });
});

describe("credential", () => {
  it("accepts no other algorithm, even where the key could serve", async () => {
    const { EdDSA } = signers;
    for (const alg of ["none", "HS256", "ES256", "Ed25519", "RS256", "eddsa", undefined]) {
      expect(await verifyCredential(await forge(EdDSA, { alg }, claims), EdDSA, expected)).toEqual(invalid);
    }
    const content = `${encode({ alg: "HS256" })}.${encode(claims)}`;
    const mac = createHmac("sha256", EdDSA.spki).update(content).digest("base64url");
    expect(await verifyCredential(`${content}.${mac}`, EdDSA, expected)).toEqual(invalid);
    expect(await verifyCredential(`${encode({ alg: "none" })}.${encode(claims)}.`, EdDSA, expected)).toEqual(invalid);
    expect(await verifyCredential(await forge(EdDSA, { alg: "EdDSA" }, claims), EdDSA, expected)).toEqual({ claims });
  });

  it("accepts no key from its own header and no unknown critical part", async () => {
    const jwk = { kty: "OKP", crv: "Ed25519", x: toBase64Url(other.spki.subarray(-32)) };
    const jws = await forge(other, { alg: "EdDSA", jwk }, claims);
    expect(await verifyCredential(jws, signers.EdDSA, expected)).toEqual(invalid);
    const critical = await forge(signers.EdDSA, { alg: "EdDSA", crit: ["x"], x: 1 }, claims);
    expect(await verifyCredential(critical, signers.EdDSA, expected)).toEqual(invalid);
  });

  it.each([
    { ...claims, sub: undefined },
    { ...claims, aud: [claims.aud] },
    { ...claims, scope: 1 },
    { ...claims, nonce: "" },
    { ...claims, iat: String(claims.iat) },
    { ...claims, exp: claims.iat },
    { ...claims, exp: undefined },
    { ...claims, exp: claims.iat + MAX_CREDENTIAL_LIFETIME + 1 },
    { ...claims, iat: claims.iat + 0.5 },
    { ...claims, nonce: "n".repeat(257) },
    [claims],
  ])("is refused with wrong claims: %j", async (payload) => {
    const jws = await forge(signers.EdDSA, { alg: "EdDSA" }, payload);
    expect(await verifyCredential(jws, signers.EdDSA, expected)).toEqual(invalid);
    const issued = issueCredential(signers.EdDSA, payload as CredentialClaims);
    await expect(issued).rejects.toThrow(expect.objectContaining({ code: "INVALID_CREDENTIAL_CLAIMS" }));
  });

  it("never rejects and repeats nothing of what it was given", async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "grapheme" }),
      fc.base64String(),
      fc.constant("x".repeat(MAX_CREDENTIAL_LENGTH + 1)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (jws) => {
        expect(await verifyCredential(jws, signers.EdDSA, expected)).toEqual(invalid);
      }),
    );
    const verdict = await verifyCredential("secret.secret.secret", signers.EdDSA, expected);
    expect(JSON.stringify(verdict)).not.toContain("secret");
  });
});
