import { X509Certificate as ParsedCertificate } from "node:crypto";
import { type SignatureSuite, toHex } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { sha256 } from "../hash/sha256.ts";
import { suiteOfSpki } from "../signatures/public-key.ts";
import { x509 } from "./library.ts";
import { MAX_CERTIFICATE_NAMES, normaliseName } from "./names.ts";
import { CLIENT_AUTHENTICATION, DOCUMENT_SIGNING, SERVER_AUTHENTICATION } from "./profile.ts";

/** A certificate of the profile has less than 1,000 octets with one name. */
export const MAX_CERTIFICATE_LENGTH = 16_384;

export type KeyRole = "client" | "node" | "admin";

const KEY_ROLES: readonly KeyRole[] = ["client", "node", "admin"];

interface CertificateFields {
  readonly der: Uint8Array;
  /** Common name of the subject. */
  readonly commonName: string;
  /** Organisation of the subject: the member's identifier, as its CA claims it. */
  readonly memberId: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly suite: SignatureSuite;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal: what the ledger calls this key. */
  readonly keyId: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, whole seconds, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A member's root: signs its certificates and its statements. */
export interface AuthorityCertificate extends CertificateFields {
  readonly use: "authority";
}

/** Names a key that signs transactions; its role stands in the organisational unit. No use for TLS. */
export interface KeyCertificate extends CertificateFields {
  readonly use: "key";
  readonly role: KeyRole;
}

/** Names a TLS peer, server and client alike. */
export interface CommunicationCertificate extends CertificateFields {
  readonly use: "communication";
  /** DNS names in lower case and IP addresses of the subject alternative name. */
  readonly names: readonly string[];
}

export type Certificate = AuthorityCertificate | KeyCertificate | CommunicationCertificate;

/** Reads a certificate of one of the three uses; checks its form, not who signed it. @throws INVALID_CERTIFICATE */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > MAX_CERTIFICATE_LENGTH) throw invalid(`it has more than ${MAX_CERTIFICATE_LENGTH} octets`);
  try {
    const { raw } = new ParsedCertificate(der);
    if (raw.length !== der.length) throw invalid("octets follow after its end");
    const octets = Uint8Array.from(raw);
    return read(octets, new x509.X509Certificate(octets));
  } catch (cause) {
    // The library decodes lazily: any of its getters may meet malformed octets.
    if (cryptoErrors.is(cause)) throw cause;
    throw invalid("the octets are not an X.509 certificate", cause);
  }
}

/** The certificate of a PEM text or its DER octets. @throws INVALID_CERTIFICATE */
export function certificateFromPem(pem: string): Certificate {
  if (pem.length > 2 * MAX_CERTIFICATE_LENGTH) throw invalid("the PEM text is too long");
  try {
    return parseCertificate(new ParsedCertificate(pem).raw);
  } catch (cause) {
    if (cryptoErrors.is(cause)) throw cause;
    throw invalid("the text is not a certificate in PEM", cause);
  }
}

export function certificateToPem(certificate: { readonly der: Uint8Array }): string {
  return new ParsedCertificate(certificate.der).toString();
}

function read(der: Uint8Array, certificate: x509.X509Certificate): Certificate {
  const fields = readFields(der, certificate);
  if (certificate.getExtension(x509.BasicConstraintsExtension)?.ca === true) {
    requireUsage(certificate, x509.KeyUsageFlags.keyCertSign);
    return { ...fields, use: "authority" };
  }
  requireUsage(certificate, x509.KeyUsageFlags.digitalSignature);
  const purposes = certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages.map(String) ?? [];
  const serves = purposes.includes(SERVER_AUTHENTICATION) && purposes.includes(CLIENT_AUTHENTICATION);
  if (serves && purposes.length === 2) return { ...fields, use: "communication", names: readNames(certificate) };
  if (purposes.length === 1 && purposes[0] === DOCUMENT_SIGNING) {
    return { ...fields, use: "key", role: readRole(certificate) };
  }
  throw invalid("its extended key usage is that of no certificate of the ledger");
}

function readFields(der: Uint8Array, certificate: x509.X509Certificate): CertificateFields {
  const spki = new Uint8Array(certificate.publicKey.rawData);
  return {
    der,
    commonName: subjectPart(certificate, "CN"),
    memberId: subjectPart(certificate, "O"),
    serialNumber: certificate.serialNumber,
    suite: readSuite(spki),
    spki,
    keyId: toHex(sha256(spki)),
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
  };
}

function readSuite(spki: Uint8Array): SignatureSuite {
  try {
    return suiteOfSpki(spki);
  } catch (cause) {
    throw invalid("its key is neither P-256 nor Ed25519", cause);
  }
}

function subjectPart(certificate: x509.X509Certificate, type: "CN" | "O" | "OU"): string {
  const parts = certificate.subjectName.getField(type);
  if (parts.length === 1) return parts[0] as string;
  throw invalid(`its subject has ${parts.length} parts ${type} instead of one`);
}

function readRole(certificate: x509.X509Certificate): KeyRole {
  const unit = subjectPart(certificate, "OU");
  const role = KEY_ROLES.find((known) => known === unit);
  if (role === undefined) throw invalid("its organisational unit is none of client, node, admin");
  return role;
}

function readNames(certificate: x509.X509Certificate): readonly string[] {
  const items = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  if (items.length === 0 || items.length > MAX_CERTIFICATE_NAMES) {
    throw invalid(`it carries ${items.length} names instead of 1 to ${MAX_CERTIFICATE_NAMES}`);
  }
  return items.map(({ type, value }) => {
    const name = type === "dns" || type === "ip" ? normaliseName(value) : undefined;
    if (name === undefined) throw invalid("a name is neither a plain DNS name nor an IP address");
    return name;
  });
}

function requireUsage(certificate: x509.X509Certificate, flag: x509.KeyUsageFlags): void {
  const usages = certificate.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  if ((usages & flag) === 0) throw invalid("its key usage does not allow what it is for");
}

function invalid(reason: string, cause?: unknown) {
  return cryptoErrors.error("INVALID_CERTIFICATE", `not a certificate of the ledger's profile: ${reason}`, { cause });
}
