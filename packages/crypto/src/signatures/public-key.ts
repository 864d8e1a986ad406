import { createPublicKey, type KeyObject } from "node:crypto";
import { equalBytes, type SignatureSuite } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import { isPrimeOrderPoint } from "./ed25519-point.ts";

/** Public keys kept ready for use; a P-256 import costs about 60 us, an Ed25519 one about 2 ms. */
export const MAX_CACHED_PUBLIC_KEYS = 10_000;

/** All that precedes the point in the only SubjectPublicKeyInfo accepted: named curve, uncompressed (RFC 5480); Ed25519 (RFC 8410). */
const PREFIXES: Readonly<Record<SignatureSuite, Uint8Array>> = {
  ES256: Buffer.from("3059301306072a8648ce3d020106082a8648ce3d03010703420004", "hex"),
  EdDSA: Buffer.from("302a300506032b6570032100", "hex"),
};
const POINT_LENGTHS: Readonly<Record<SignatureSuite, number>> = { ES256: 64, EdDSA: 32 };

/** Refused keys are remembered too, as `undefined`: they cost as much to check. */
const cache = new Map<string, KeyObject | undefined>();

/** The suite that a SubjectPublicKeyInfo belongs to, by its exact form. @throws INVALID_PUBLIC_KEY */
export function suiteOfSpki(spki: Uint8Array): SignatureSuite {
  for (const suite of ["ES256", "EdDSA"] as const) {
    if (importPublicKey(suite, spki) !== undefined) return suite;
  }
  throw cryptoErrors.error(
    "INVALID_PUBLIC_KEY",
    `${spki.length} octets are not the SubjectPublicKeyInfo of a P-256 or prime-order Ed25519 key`,
  );
}

/** A key ready for verification; `undefined` when the octets are not exactly one key of that suite. */
export function importPublicKey(suite: SignatureSuite, spki: Uint8Array): KeyObject | undefined {
  if (!hasForm(suite, spki)) return undefined;
  const name = Buffer.from(spki.buffer, spki.byteOffset, spki.length).toString("latin1");
  const cached = cache.get(name);
  if (cached !== undefined || cache.has(name)) return touch(name, cached);
  const key = create(suite, spki);
  if (cache.size >= MAX_CACHED_PUBLIC_KEYS) cache.delete(cache.keys().next().value as string);
  cache.set(name, key);
  return key;
}

/** A Map keeps the order of insertion: its first entry is the one unused for longest. */
function touch(name: string, key: KeyObject | undefined): KeyObject | undefined {
  cache.delete(name);
  cache.set(name, key);
  return key;
}

function hasForm(suite: SignatureSuite, spki: Uint8Array): boolean {
  const prefix = PREFIXES[suite];
  return spki.length === prefix.length + POINT_LENGTHS[suite] && equalBytes(spki.subarray(0, prefix.length), prefix);
}

function create(suite: SignatureSuite, spki: Uint8Array): KeyObject | undefined {
  if (suite === "EdDSA" && !isPrimeOrderPoint(spki.subarray(PREFIXES.EdDSA.length))) return undefined;
  try {
    return createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
