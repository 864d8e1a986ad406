import { type Clock, equalBytes, type JsonObject, type Random, toHex } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { sha256 } from "../hash/sha256.ts";
import type { Signer } from "../signatures/signer.ts";
import { signStatement } from "../signatures/statement.ts";
import {
  type AuthorityCertificate,
  type Certificate,
  type CommunicationCertificate,
  type KeyCertificate,
  type KeyRole,
  parseCertificate,
} from "./certificate.ts";
import { x509 } from "./library.ts";
import { isAddress, normaliseName } from "./names.ts";
import { CLIENT_AUTHENTICATION, DOCUMENT_SIGNING, SERVER_AUTHENTICATION } from "./profile.ts";

/** Milliseconds since 1970-01-01T00:00:00Z; X.509 keeps whole seconds. `notBefore` is five minutes ago when absent. */
export interface Validity {
  readonly notBefore?: number;
  readonly notAfter: number;
}

export interface KeyCertificateRequest extends Validity {
  /** SubjectPublicKeyInfo in DER: P-256 or Ed25519. */
  readonly spki: Uint8Array;
  readonly role: KeyRole;
  readonly commonName: string;
}

export interface CommunicationCertificateRequest extends Validity {
  readonly spki: Uint8Array;
  /** DNS names and IP addresses under which the member's endpoints are recorded; the first is also the common name. */
  readonly names: readonly string[];
}

export interface MemberAuthorityModules {
  /** The CA's key: ES256. */
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
}

/** Serial numbers have 16 random octets (RFC 5280 allows 20). */
const SERIAL_LENGTH = 16;
/** So that a peer whose clock is a little late accepts a new certificate. */
const BACKDATING_MS = 5 * 60_000;
/** Upper bound of names in X.520 (ub-common-name, ub-organization-name). */
const MAX_SUBJECT_PART_LENGTH = 64;

const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** One member's certification authority: a self-signed root on P-256 that issues to the member itself. */
export class MemberAuthority {
  readonly certificate: AuthorityCertificate;
  readonly #modules: MemberAuthorityModules;

  /** @throws INVALID_CERTIFICATE when the certificate is not that of the signer's key */
  constructor(certificate: Certificate, modules: MemberAuthorityModules) {
    if (certificate.use !== "authority" || !equalBytes(certificate.spki, modules.signer.spki)) {
      throw cryptoErrors.error(
        "INVALID_CERTIFICATE",
        `${certificate.commonName} is not the CA certificate of this key`,
      );
    }
    this.certificate = certificate;
    this.#modules = modules;
  }

  /** Makes the root certificate of a new authority. @throws INVALID_CERTIFICATE, INVALID_PUBLIC_KEY */
  static async create(
    options: { readonly memberId: string } & Validity,
    modules: MemberAuthorityModules,
  ): Promise<MemberAuthority> {
    const { spki, suite } = modules.signer;
    if (suite !== "ES256") {
      throw cryptoErrors.error("INVALID_PUBLIC_KEY", "the key of a CA is P-256: TLS libraries verify no other of ours");
    }
    const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
    const subject = subjectOf(options.memberId, `${options.memberId} CA`);
    const extensions = [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign | digitalSignature, true),
      new x509.SubjectKeyIdentifierExtension(keyIdOf(spki)),
    ];
    const template = { subject, issuer: subject, publicKey: spki, extensions, ...datesOf(options, modules.clock) };
    return new MemberAuthority(await issue(template, modules), modules);
  }

  /** @throws INVALID_CERTIFICATE for names or validity outside the profile */
  async issueKeyCertificate(request: KeyCertificateRequest): Promise<KeyCertificate> {
    const subject = subjectOf(this.certificate.memberId, request.commonName, request.role);
    const certificate = await this.#issue(request, subject, [
      new x509.ExtendedKeyUsageExtension([DOCUMENT_SIGNING], true),
    ]);
    return certificate as KeyCertificate;
  }

  /** @throws INVALID_CERTIFICATE for names or validity outside the profile */
  async issueCommunicationCertificate(request: CommunicationCertificateRequest): Promise<CommunicationCertificate> {
    const names = request.names.map(requireName);
    const subject = subjectOf(this.certificate.memberId, (names[0] ?? "").slice(0, MAX_SUBJECT_PART_LENGTH));
    const certificate = await this.#issue(request, subject, [
      new x509.ExtendedKeyUsageExtension([SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isAddress(value) ? "ip" : "dns", value }) as const),
      ),
    ]);
    return certificate as CommunicationCertificate;
  }

  /** Signs a statement of the ledger with the CA's key; see `signStatement`. */
  signStatement(domain: string, statement: JsonObject): Promise<Uint8Array> {
    return signStatement(this.#modules.signer, domain, statement);
  }

  #issue(request: Validity & { spki: Uint8Array }, subject: x509.JsonName, extensions: x509.Extension[]) {
    const dates = datesOf(request, this.#modules.clock);
    if (dates.notAfter.getTime() > this.certificate.notAfter) {
      throw cryptoErrors.error("INVALID_CERTIFICATE", "a certificate may not outlive the CA that signs it");
    }
    const profile = [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.SubjectKeyIdentifierExtension(keyIdOf(request.spki)),
      new x509.AuthorityKeyIdentifierExtension(this.certificate.keyId),
      ...extensions,
    ];
    const issuer = subjectOf(this.certificate.memberId, this.certificate.commonName);
    return issue({ subject, issuer, publicKey: request.spki, extensions: profile, ...dates }, this.#modules);
  }
}

interface CertificateTemplate {
  readonly subject: x509.JsonName;
  readonly issuer: x509.JsonName;
  readonly publicKey: Uint8Array;
  readonly extensions: x509.Extension[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

async function issue(template: CertificateTemplate, { signer, random }: MemberAuthorityModules): Promise<Certificate> {
  const request = {
    ...template,
    publicKey: Uint8Array.from(template.publicKey),
    // The leading octet keeps the number positive and its length fixed.
    serialNumber: toHex(Uint8Array.of(0x01, ...random.bytes(SERIAL_LENGTH))),
    signingAlgorithm: P256,
    signingKey: { algorithm: P256 },
  };
  const certificate = await x509.X509CertificateGenerator.create(request, webCryptoOf(signer));
  return parseCertificate(new Uint8Array(certificate.rawData));
}

/** The library signs through WebCrypto; of that it calls this one function, behind which stands the signer. */
function webCryptoOf(signer: Signer) {
  const sign = async (_algorithm: unknown, _key: unknown, tbs: ArrayBuffer): Promise<ArrayBuffer> => {
    return Uint8Array.from(await signer.sign(new Uint8Array(tbs))).buffer;
  };
  return { subtle: { sign } };
}

function subjectOf(memberId: string, commonName: string, role?: KeyRole): x509.JsonName {
  for (const part of [memberId, commonName]) {
    if (part.length === 0 || part.length > MAX_SUBJECT_PART_LENGTH || /\p{Cc}/u.test(part)) {
      throw cryptoErrors.error(
        "INVALID_CERTIFICATE",
        `a part of the subject is empty, longer than ${MAX_SUBJECT_PART_LENGTH} characters or holds control characters`,
      );
    }
  }
  return [{ O: [memberId] }, ...(role === undefined ? [] : [{ OU: [role] }]), { CN: [commonName] }];
}

function datesOf({ notBefore, notAfter }: Validity, clock: Clock): { notBefore: Date; notAfter: Date } {
  const from = wholeSeconds(notBefore ?? clock.now() - BACKDATING_MS);
  const to = wholeSeconds(notAfter);
  if (!(from <= to)) throw cryptoErrors.error("INVALID_CERTIFICATE", "the validity ends before it begins");
  return { notBefore: new Date(from), notAfter: new Date(to) };
}

function wholeSeconds(milliseconds: number): number {
  return milliseconds - (milliseconds % 1000);
}

function requireName(name: string): string {
  const normal = normaliseName(name);
  if (normal === undefined) {
    throw cryptoErrors.error(
      "INVALID_CERTIFICATE",
      `${JSON.stringify(name)} is neither a plain DNS name nor an IP address`,
    );
  }
  return normal;
}

function keyIdOf(spki: Uint8Array): string {
  return toHex(sha256(spki));
}
