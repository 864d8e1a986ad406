import { canonicalJson, type JsonObject, type SignatureSuite, utf8 } from "@symbolon/base";
import { cryptoErrors } from "../errors.ts";
import type { Signer } from "./signer.ts";
import { verifySignature } from "./verify.ts";

/** Octets of a statement with its domain. */
export const MAX_STATEMENT_LENGTH = 65_536;

/** `symbolon/<what>/<version>` and a line feed: no statement can be taken for one of another domain. */
const DOMAIN = /^symbolon\/[a-z][a-z0-9-]*(?:\/[a-z][a-z0-9-]*)*\/[1-9][0-9]*\n$/;

/**
 * Signs what a contract will verify: the domain, then the statement in canonical JSON (RFC 8785).
 *
 * @param domain such as "symbolon/certificate/1\n"
 * @throws STATEMENT_INVALID, INVALID_JSON, TOO_LARGE
 */
export async function signStatement(signer: Signer, domain: string, statement: JsonObject): Promise<Uint8Array> {
  return signer.sign(statementBytes(domain, statement));
}

/** The counterpart of {@link signStatement}. Anything malformed is `false`, never a throw. */
export function verifyStatement(
  suite: SignatureSuite,
  spki: Uint8Array,
  domain: string,
  statement: JsonObject,
  signature: Uint8Array,
): boolean {
  let bytes: Uint8Array;
  try {
    bytes = statementBytes(domain, statement);
  } catch {
    return false;
  }
  return verifySignature(suite, spki, bytes, signature);
}

function statementBytes(domain: string, statement: JsonObject): Uint8Array {
  if (!DOMAIN.test(domain)) {
    throw cryptoErrors.error("STATEMENT_INVALID", `${JSON.stringify(domain)} is not a domain string`);
  }
  const bytes = utf8(domain + canonicalJson(statement));
  if (bytes.length <= MAX_STATEMENT_LENGTH) return bytes;
  throw cryptoErrors.error(
    "STATEMENT_INVALID",
    `a statement has ${bytes.length} octets, more than ${MAX_STATEMENT_LENGTH}`,
  );
}
