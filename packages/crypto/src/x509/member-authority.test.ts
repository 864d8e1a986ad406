import { randomBytes, X509Certificate } from "node:crypto";
import { toHex, utf8 } from "@symbolon/base";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { cryptoErrors } from "../errors.ts";
import { MemoryKeyStore } from "../keystore/memory-key-store.ts";
import { verifySignature } from "../signatures/verify.ts";
import { verifyStatement } from "../signatures/statement.ts";
import { certificateFromPem, certificateToPem, MAX_CERTIFICATE_LENGTH, parseCertificate } from "./certificate.ts";
import { requireIssuedBy } from "./issued-by.ts";
import { MemberAuthority } from "./member-authority.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);
const clock = { now: () => NOW, monotonic: () => 0 };
const random = { bytes: (length: number) => Uint8Array.from(randomBytes(length)) };
const keys = new MemoryKeyStore();

async function authorityOf(memberId: string, notAfter = NOW + 3650 * DAY): Promise<MemberAuthority> {
  const { id } = await keys.generate("ES256", `${memberId} CA`);
  return MemberAuthority.create({ memberId, notAfter }, { signer: await keys.signer(id), clock, random });
}

let acme: MemberAuthority;
let other: MemberAuthority;
beforeAll(async () => {
  acme = await authorityOf("acme");
  other = await authorityOf("other");
});

function failure(code: string) {
  return expect.objectContaining({ code });
}

describe("a member's authority", () => {
  it("has a root certificate on P-256 that signs itself and no further authority", () => {
    const parsed = new X509Certificate(acme.certificate.der);
    expect(parsed.verify(parsed.publicKey)).toBe(true);
    expect(parsed.ca).toBe(true);
    expect(acme.certificate).toMatchObject({
      use: "authority",
      memberId: "acme",
      suite: "ES256",
      notBefore: NOW - 5 * 60_000,
      notAfter: NOW + 3650 * DAY,
    });
    expect(() => requireIssuedBy(acme.certificate, acme.certificate, NOW)).not.toThrow();
  });

  it("refuses an Ed25519 key for itself and a certificate of another key", async () => {
    const { id } = await keys.generate("EdDSA", "CA");
    const modules = { signer: await keys.signer(id), clock, random };
    const made = MemberAuthority.create({ memberId: "acme", notAfter: NOW + DAY }, modules);
    await expect(made).rejects.toThrow(failure("INVALID_PUBLIC_KEY"));
    expect(() => new MemberAuthority(acme.certificate, modules)).toThrow(failure("INVALID_CERTIFICATE"));
  });

  it.each(["ES256", "EdDSA"] as const)("issues key certificates on %s that no TLS peer accepts", async (suite) => {
    const { spki, id } = await keys.generate(suite, "client");
    const certificate = await acme.issueKeyCertificate({
      spki,
      role: "client",
      commonName: "billing",
      notAfter: NOW + DAY,
    });
    expect(certificate).toMatchObject({
      use: "key",
      role: "client",
      commonName: "billing",
      memberId: "acme",
      keyId: id,
    });
    expect(toHex(certificate.spki)).toBe(toHex(spki));
    const parsed = new X509Certificate(certificate.der);
    expect(parsed.subject).toBe("O=acme\nOU=client\nCN=billing");
    expect(parsed.keyUsage).toEqual(["1.3.6.1.5.5.7.3.36"]);
    expect(() => requireIssuedBy(certificate, acme.certificate, NOW)).not.toThrow();
  });

  it("issues communication certificates with names of both kinds", async () => {
    const { spki } = await keys.generate("ES256", "tls");
    const certificate = await acme.issueCommunicationCertificate({
      spki,
      names: ["BCHF.acme.example.", "127.0.0.1", "[2001:DB8:0::1]"],
      notAfter: NOW + DAY,
    });
    expect(certificate).toMatchObject({
      use: "communication",
      names: ["bchf.acme.example", "127.0.0.1", "2001:db8::1"],
    });
    const parsed = new X509Certificate(certificate.der);
    expect(parsed.checkHost("bchf.acme.example")).toBe("bchf.acme.example");
    expect(parsed.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(parsed.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  });

  it.each([["*.acme.example"], [""], ["a b"], ["x".repeat(300)], ["a..b"]])("refuses the name %j", async (name) => {
    const { spki } = await keys.generate("ES256", "tls");
    const issued = acme.issueCommunicationCertificate({ spki, names: [name], notAfter: NOW + DAY });
    await expect(issued).rejects.toThrow(failure("INVALID_CERTIFICATE"));
  });

  it("refuses to issue without names, beyond its own life, backwards or for a foreign curve", async () => {
    const { spki } = await keys.generate("ES256", "tls");
    const names = ["bchf.acme.example"];
    const key = { spki, role: "node", commonName: "node" } as const;
    for (const issued of [
      acme.issueCommunicationCertificate({ spki, names: [], notAfter: NOW + DAY }),
      acme.issueCommunicationCertificate({ spki, names, notAfter: NOW + 9000 * DAY }),
      acme.issueKeyCertificate({ ...key, notBefore: NOW + DAY, notAfter: NOW }),
      acme.issueKeyCertificate({ ...key, notAfter: Number.NaN }),
      acme.issueKeyCertificate({ ...key, commonName: "new\nline", notAfter: NOW + DAY }),
    ]) {
      await expect(issued).rejects.toThrow(failure("INVALID_CERTIFICATE"));
    }
  });

  it("signs statements that verify under their own domain only", async () => {
    const statement = { ledger: "l1", member: "acme", role: "client", nonce: "n" };
    const signature = await acme.signStatement("symbolon/certificate/1\n", statement);
    const check = (domain: string, said: typeof statement) =>
      verifyStatement("ES256", acme.certificate.spki, domain, said, signature);
    expect(check("symbolon/certificate/1\n", statement)).toBe(true);
    expect(check("symbolon/revocation/1\n", statement)).toBe(false);
    expect(check("symbolon/certificate/1\n", { ...statement, role: "admin" })).toBe(false);
    expect(check("no domain", statement)).toBe(false);
    const text = utf8('symbolon/certificate/1\n{"ledger":"l1","member":"acme","nonce":"n","role":"client"}');
    expect(verifySignature("ES256", acme.certificate.spki, text, signature)).toBe(true);
    await expect(acme.signStatement("certificate", statement)).rejects.toThrow(failure("STATEMENT_INVALID"));
    const large = acme.signStatement("symbolon/certificate/1\n", { text: "x".repeat(70_000) });
    await expect(large).rejects.toThrow(failure("STATEMENT_INVALID"));
  });
});

describe("a certificate", () => {
  it("is not trusted under another authority, outside its validity or after the authority's end", async () => {
    const { spki } = await keys.generate("ES256", "node");
    const certificate = await acme.issueKeyCertificate({ spki, role: "node", commonName: "node", notAfter: NOW + DAY });
    const refuse = (authority: MemberAuthority, now: number) =>
      expect(() => requireIssuedBy(certificate, authority.certificate, now)).toThrow(
        failure("CERTIFICATE_NOT_TRUSTED"),
      );
    refuse(other, NOW);
    refuse(acme, NOW + DAY + 1000);
    refuse(acme, NOW - DAY);
    expect(() => requireIssuedBy(certificate, acme.certificate, NOW + DAY)).not.toThrow();
  });

  it("is not trusted under a CA of the same name with another key", async () => {
    const impostor = await authorityOf("acme");
    const { spki } = await keys.generate("ES256", "node");
    const certificate = await impostor.issueKeyCertificate({
      spki,
      role: "admin",
      commonName: "node",
      notAfter: NOW + DAY,
    });
    expect(() => requireIssuedBy(certificate, acme.certificate, NOW)).toThrow(failure("CERTIFICATE_NOT_TRUSTED"));
  });

  it("survives PEM", () => {
    expect(certificateFromPem(certificateToPem(acme.certificate))).toEqual(acme.certificate);
    expect(() => certificateFromPem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")).toThrow(
      failure("INVALID_CERTIFICATE"),
    );
  });

  it("throws nothing but its own error on damaged octets", async () => {
    const { spki } = await keys.generate("ES256", "tls");
    const whole = (await acme.issueCommunicationCertificate({ spki, names: ["a.example"], notAfter: NOW + DAY })).der;
    const read = (octets: Uint8Array): boolean => {
      try {
        return parseCertificate(octets).der.length === octets.length;
      } catch (error) {
        return cryptoErrors.is(error, "INVALID_CERTIFICATE");
      }
    };
    for (let end = 0; end < whole.length; end += 1) {
      expect(() => parseCertificate(whole.subarray(0, end))).toThrow(failure("INVALID_CERTIFICATE"));
    }
    expect(() => parseCertificate(Buffer.concat([whole, Buffer.alloc(1)]))).toThrow(failure("INVALID_CERTIFICATE"));
    expect(() => parseCertificate(new Uint8Array(MAX_CERTIFICATE_LENGTH + 1))).toThrow(failure("INVALID_CERTIFICATE"));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read), { numRuns: 200 });
    const mutation = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(mutation, (changes) => {
        const octets = Uint8Array.from(whole);
        for (const [at, value] of changes) octets[at] = value;
        expect(read(octets)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
