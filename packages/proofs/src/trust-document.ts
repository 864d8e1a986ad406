import {
  canonicalBytes,
  canonicalJson,
  type JsonValue,
  parseCanonicalJson,
  signatureSuites,
  SymbolonError,
  toHex,
  utf8,
} from "@symbolon/base";
import type { Validator } from "./block-header.ts";
import { proofsErrors } from "./errors.ts";
import type { Sha256 } from "./hash.ts";
import { arrayOf, objectOf, octetsOf, ShapeError, textOf } from "./json-shape.ts";

/** Longest trust document that is read. */
export const MAX_TRUST_BYTES = 65_536;
/** Most keys that a trust document names. */
export const MAX_TRUSTED_VALIDATORS = 256;
/** Longest identifier of a ledger. */
export const MAX_LEDGER_ID_LENGTH = 128;
/** Longest public key (SubjectPublicKeyInfo in DER). */
export const MAX_SPKI_BYTES = 256;

const FORMAT = 1;
const TRUST_DOMAIN = "symbolon/trust/1\n";

/** Whom a verifier believes about a ledger whose blocks one member orders: any of these keys alone. */
export interface EmbeddedTrust {
  readonly format: 1;
  readonly type: "embedded";
  readonly ledger: string;
  readonly validators: readonly Validator[];
}

/** Whom a verifier believes, got once out of band; one type per kind of anchor. */
export type TrustDocument = EmbeddedTrust;

/** Canonical JSON: the trust file. */
export function encodeTrust(trust: TrustDocument): Uint8Array {
  return canonicalBytes({ ...trust, validators: trust.validators.map(({ suite, spki }) => ({ suite, spki })) });
}

/** @throws TRUST_MALFORMED */
export function parseTrust(bytes: Uint8Array): TrustDocument {
  if (bytes.length > MAX_TRUST_BYTES) {
    throw proofsErrors.error(
      "TRUST_MALFORMED",
      `the trust document has ${bytes.length} octets, more than ${MAX_TRUST_BYTES}`,
    );
  }
  try {
    return decodeTrust(parseCanonicalJson(bytes));
  } catch (cause) {
    if (!(cause instanceof ShapeError) && !(cause instanceof SymbolonError)) throw cause;
    throw proofsErrors.error("TRUST_MALFORMED", `the trust document is unreadable: ${cause.message}`, { cause });
  }
}

function decodeTrust(value: JsonValue): TrustDocument {
  const document = objectOf(value, "the document", ["format", "ledger", "type", "validators"]);
  if (document["format"] !== FORMAT || document["type"] !== "embedded") {
    throw new ShapeError(
      `format ${canonicalJson(document["format"] ?? null)} of type ${canonicalJson(document["type"] ?? null)} is unknown`,
    );
  }
  const listed = arrayOf(document["validators"], "validators", MAX_TRUSTED_VALIDATORS);
  if (listed.length === 0) throw new ShapeError("validators is empty");
  const ledger = textOf(document["ledger"], "ledger", MAX_LEDGER_ID_LENGTH);
  return { format: FORMAT, type: "embedded", ledger, validators: listed.map(decodeValidator) };
}

function decodeValidator(value: JsonValue): Validator {
  const { suite, spki } = objectOf(value, "validator", ["spki", "suite"]);
  return { suite: suiteOf(suite), spki: spkiOf(spki) };
}

/** @throws ShapeError */
export function suiteOf(value: JsonValue | undefined): Validator["suite"] {
  const known = signatureSuites.find((suite) => suite === value);
  if (known === undefined) throw new ShapeError("suite is unknown");
  return known;
}

/** base64url of a public key. @throws ShapeError */
export function spkiOf(value: JsonValue | undefined): string {
  octetsOf(value, "spki", MAX_SPKI_BYTES);
  return value as string;
}

/** What people compare: SHA-256 over the trust document, 64 hexadecimal digits. */
export function trustFingerprint(trust: TrustDocument, sha256: Sha256): string {
  const { format, type, ledger, validators } = trust;
  const keys = validators.map(({ suite, spki }) => ({ suite, spki }));
  return toHex(sha256(utf8(TRUST_DOMAIN + canonicalJson({ format, type, ledger, validators: keys }))));
}
