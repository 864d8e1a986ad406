import { fiveGcDomain, plmnOfDomain } from "./domain-names.ts";
import { invalidIdentifier, refuseLong } from "./invalid-identifier.ts";
import type { MncLength } from "./mnc-length.ts";
import { NULL_SCHEME, PROFILE_A, PROFILE_B, type Suci, checkedSuci, isImsiSuci } from "./suci.ts";

/** Hexadecimal digits of the ephemeral public key: 32 octets, or a compressed point of 33. */
const EPHEMERAL_KEY_DIGITS: Readonly<Record<number, number>> = { [PROFILE_A]: 64, [PROFILE_B]: 66 };
const MAC_DIGITS = 16;
const FIRST_PROPRIETARY_SCHEME = 12;

const USER_PATTERN = /^type([0-7])\.rid([0-9]{1,4})\.schid([0-9]{1,2})\.(.*)$/;
const ECIES_PATTERN = /^hnkey([0-9]{1,3})\.ecckey([0-9a-f]+)\.cip([0-9a-f]+)\.mac([0-9a-f]{16})$/i;
const PROPRIETARY_PATTERN = /^hnkey([0-9]{1,3})\.out([0-9a-f]+)$/i;

const EXPECTED = "type<t>.rid<r>.schid<s>.<scheme output>@<realm> (TS 23.003 clause 28.7.3)";

/**
 * Reads the NAI form (TS 23.003 clause 28.7.3), with the realms of clauses 28.7.6, 28.7.7 and 28.7.12 too. For the length of the MNC see `plmnOfDomain`.
 * @throws INVALID_IDENTIFIER
 */
export function parseSuciNai(text: string, mncLength?: MncLength): Suci {
  refuseLong("a SUCI in NAI form", text);
  const fail = (why: string) => invalidIdentifier("a SUCI in NAI form", text, why, EXPECTED);
  const at = text.lastIndexOf("@");
  const match = USER_PATTERN.exec(text.slice(0, Math.max(at, 0)));
  if (match === null) throw fail("the user part is malformed");
  const [, type, routingIndicator, schemeText, rest] = match as unknown as [string, string, string, string, string];
  const protectionScheme = Number(schemeText);
  const output = readOutput(protectionScheme, rest);
  if (output === undefined) throw fail("the scheme or its output is malformed");
  const concealed = { routingIndicator, protectionScheme, ...output };
  const realm = text.slice(at + 1);
  if (type !== "0") return checkedSuci({ supiType: Number(type), realm, ...concealed }, text);
  const plmn = plmnOfDomain(realm, mncLength);
  if (plmn === undefined) throw fail("the realm names no network");
  return checkedSuci({ supiType: 0, plmn, ...concealed }, text);
}

interface Output {
  readonly homeNetworkPublicKeyId: number;
  readonly schemeOutput: string;
}

function readOutput(scheme: number, text: string): Output | undefined {
  if (scheme === NULL_SCHEME) {
    return text.startsWith("userid") ? { homeNetworkPublicKeyId: 0, schemeOutput: text.slice(6) } : undefined;
  }
  const keyDigits = EPHEMERAL_KEY_DIGITS[scheme];
  if (keyDigits !== undefined) {
    const [, key, ephemeral, cipher, mac] = ECIES_PATTERN.exec(text) ?? [];
    if (ephemeral?.length !== keyDigits) return undefined;
    return { homeNetworkPublicKeyId: Number(key), schemeOutput: `${ephemeral}${cipher}${mac}`.toLowerCase() };
  }
  if (scheme < FIRST_PROPRIETARY_SCHEME || scheme > 15) return undefined;
  const [, key, output] = PROPRIETARY_PATTERN.exec(text) ?? [];
  return output === undefined ? undefined : { homeNetworkPublicKeyId: Number(key), schemeOutput: output.toLowerCase() };
}

/** @throws INVALID_IDENTIFIER when the scheme is reserved or its output too short for its parts. */
export function formatSuciNai(suci: Suci): string {
  const realm = isImsiSuci(suci) ? fiveGcDomain(suci.plmn) : suci.realm;
  const scheme = `schid${suci.protectionScheme}`;
  return `type${suci.supiType}.rid${suci.routingIndicator}.${scheme}.${writeOutput(suci)}@${realm}`;
}

function writeOutput({ protectionScheme, schemeOutput, homeNetworkPublicKeyId }: Suci): string {
  if (protectionScheme === NULL_SCHEME) return `userid${schemeOutput}`;
  const keyDigits = EPHEMERAL_KEY_DIGITS[protectionScheme];
  if (keyDigits === undefined && protectionScheme >= FIRST_PROPRIETARY_SCHEME) {
    return `hnkey${homeNetworkPublicKeyId}.out${schemeOutput}`;
  }
  if (keyDigits === undefined || schemeOutput.length <= keyDigits + MAC_DIGITS) {
    throw invalidIdentifier(
      "a SUCI with an NAI form",
      schemeOutput,
      "its scheme is reserved or its output too short",
      EXPECTED,
    );
  }
  const mac = schemeOutput.length - MAC_DIGITS;
  const cipher = schemeOutput.slice(keyDigits, mac);
  return `hnkey${homeNetworkPublicKeyId}.ecckey${schemeOutput.slice(0, keyDigits)}.cip${cipher}.mac${schemeOutput.slice(mac)}`;
}
