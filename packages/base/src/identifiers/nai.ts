import { utf8 } from "../bytes.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";

/** Network access identifier with both parts (RFC 7542 clause 2.2; TS 23.003 clause 14). */
export interface Nai {
  readonly username: string;
  readonly realm: string;
}

/** Longest realm in octets: a domain name (RFC 1035). */
export const MAX_REALM_LENGTH = 253;

const USERNAME = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u00a1-\u{10ffff}-]+$/u;
const LABEL = "[A-Za-z0-9\\u00a1-\\u{10ffff}](?:[A-Za-z0-9\\u00a1-\\u{10ffff}-]{0,62})";
const REALM = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`, "u");

export function isRealm(text: string): boolean {
  return REALM.test(text) && utf8(text).length <= MAX_REALM_LENGTH;
}

/** Reads `user@realm`; both parts must be there. @throws INVALID_IDENTIFIER */
export function parseNai(text: string): Nai {
  const fail = (why: string) => invalidIdentifier("an NAI", text, why, "user@realm (RFC 7542)");
  const parts = text.split("@");
  if (parts.length !== 2) throw fail("it does not hold exactly one @");
  const [username, realm] = parts as [string, string];
  if (!text.isWellFormed() || !USERNAME.test(username)) throw fail("the user part is empty or malformed");
  if (!isRealm(realm)) throw fail("the realm is not a domain name");
  return { username, realm };
}

export function formatNai(nai: Nai): string {
  return `${nai.username}@${nai.realm}`;
}
