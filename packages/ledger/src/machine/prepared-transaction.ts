import { canonicalJson, type JsonObject, parseCanonicalJson, toHex, utf8 } from "@symbolon/base";
import { type Sha256, type SignedTransaction, TRANSACTION_DOMAIN, transactionId } from "@symbolon/proofs";
import { ledgerErrors } from "../errors.ts";

/** Octets of one signed transaction in canonical JSON. */
export const MAX_TRANSACTION_OCTETS = 64 * 1024;
/** Characters of a contract's or method's name, and of a ledger identifier. */
export const MAX_NAME_LENGTH = 64;
/** Characters of an idempotency key or certificate identifier. */
export const MAX_REFERENCE_LENGTH = 128;

const CONTENT_DOMAIN = "symbolon/transaction-content/1\n";
const NAME = new RegExp(`^[A-Za-z0-9._-]{1,${MAX_NAME_LENGTH}}$`);
const REFERENCE = new RegExp(`^[A-Za-z0-9._:@+-]{1,${MAX_REFERENCE_LENGTH}}$`);
/** 64 octets; the last of 86 characters carries two bits. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

const patterns = {
  contract: NAME,
  idempotencyKey: REFERENCE,
  ledger: NAME,
  method: NAME,
  signature: SIGNATURE,
  submitter: REFERENCE,
} as const;
const memberCount = Object.keys(patterns).length + 2;

/** A transaction in every form that the ledger needs of it, each computed once. */
export interface PreparedTransaction {
  readonly transaction: SignedTransaction;
  /** Canonical JSON of the signed transaction. */
  readonly text: string;
  readonly signingBytes: Uint8Array;
  readonly id: string;
  /** Hash of contract, method and arguments: what an idempotency key stands for. */
  readonly content: string;
}

/** Reads a transaction that came as octets. @throws TRANSACTION_MALFORMED, TRANSACTION_TOO_LARGE, INVALID_JSON, JSON_NOT_CANONICAL, TOO_LARGE */
export function decodeTransaction(octets: Uint8Array): SignedTransaction {
  if (octets.length > MAX_TRANSACTION_OCTETS) throw tooLarge(octets.length);
  const value = parseCanonicalJson(octets);
  checkForm(value);
  return value;
}

/** @throws TRANSACTION_MALFORMED, TRANSACTION_TOO_LARGE, INVALID_JSON, TOO_LARGE */
export function prepareTransaction(value: unknown, sha256: Sha256): PreparedTransaction {
  checkForm(value);
  const { contract, createdAt, idempotencyKey, ledger, method, signature, submitter } = value;
  const call = `{"args":${canonicalJson(value.args)},"contract":"${contract}"`;
  const upToMethod = `${call},"createdAt":${createdAt},"idempotencyKey":"${idempotencyKey}","ledger":"${ledger}","method":"${method}"`;
  const submitted = `"submitter":"${submitter}"}`;
  const text = `${upToMethod},"signature":"${signature}",${submitted}`;
  // One character takes at most three octets of UTF-8.
  if (text.length * 3 > MAX_TRANSACTION_OCTETS) {
    const length = utf8(text).length;
    if (length > MAX_TRANSACTION_OCTETS) throw tooLarge(length);
  }
  const signingBytes = utf8(`${TRANSACTION_DOMAIN}${upToMethod},${submitted}`);
  return {
    transaction: value,
    text,
    signingBytes,
    id: transactionId(signingBytes, sha256),
    content: toHex(sha256(utf8(`${CONTENT_DOMAIN}${call},"method":"${method}"}`))),
  };
}

/** A plain copy without `undefined`, accessors or classes. @throws INVALID_JSON, TOO_LARGE */
export function plainTransaction(transaction: SignedTransaction): unknown {
  return JSON.parse(canonicalJson({ ...transaction }));
}

function checkForm(value: unknown): asserts value is SignedTransaction {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed("it is not an object");
  const members = value as Record<string, unknown>;
  if (Object.keys(members).length !== memberCount) throw malformed(`it does not have exactly ${memberCount} members`);
  for (const [name, pattern] of Object.entries(patterns)) {
    const text = members[name];
    if (typeof text !== "string" || !pattern.test(text)) throw malformed(`${name} does not match ${pattern.source}`);
  }
  const { args, createdAt } = members;
  if (!isObject(args)) throw malformed("args is not an object");
  if (!Number.isSafeInteger(createdAt) || (createdAt as number) < 0)
    throw malformed("createdAt is not milliseconds since 1970");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(reason: string) {
  return ledgerErrors.error("TRANSACTION_MALFORMED", `not a transaction: ${reason}`);
}

function tooLarge(length: number) {
  return ledgerErrors.error(
    "TRANSACTION_TOO_LARGE",
    `the transaction has ${length} octets, more than ${MAX_TRANSACTION_OCTETS}`,
  );
}
