import { concat, fromHex, fromUtf8, toHex, utf8 } from "../bytes.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import type { MncLength } from "./mnc-length.ts";
import { plmnFromOctets, plmnToOctets } from "./plmn.ts";
import { formatSuciNai, parseSuciNai } from "./suci-nai.ts";
import { NULL_SCHEME, type Suci, checkedSuci, isImsiSuci } from "./suci.ts";
import { decodeTbcd, digitNibbles, encodeTbcd, packNibbles, unpackNibbles } from "./tbcd.ts";

/** Type of identity "SUCI"; the SUPI format stands above it (TS 24.501 clause 9.11.3.4). */
const SUCI_TYPE = 1;
const FIXED_OCTETS = 8;
const FILLER = 0xf;

/** Most octets of a mobile identity that are looked at. */
export const MAX_SUCI_OCTETS = 1024;

/** Value part of the 5GS mobile identity: octets for an IMSI, else the NAI form in UTF-8. @throws INVALID_IDENTIFIER */
export function suciToOctets(suci: Suci): Uint8Array {
  const header = Uint8Array.of((suci.supiType << 4) | SUCI_TYPE);
  if (!isImsiSuci(suci)) return concat(header, utf8(formatSuciNai(suci)));
  const routing = digitNibbles(suci.routingIndicator);
  while (routing.length < 4) routing.push(FILLER);
  const isClear = suci.protectionScheme === NULL_SCHEME;
  return concat(
    header,
    plmnToOctets(suci.plmn),
    packNibbles(routing),
    Uint8Array.of(suci.protectionScheme, suci.homeNetworkPublicKeyId),
    isClear ? encodeTbcd(suci.schemeOutput) : fromHex(suci.schemeOutput),
  );
}

/** For the length of an MNC inside an NAI see `plmnOfDomain`. @throws INVALID_IDENTIFIER */
export function suciFromOctets(octets: Uint8Array, mncLength?: MncLength): Suci {
  const shown = toHex(octets.subarray(0, 32));
  const fail = (why: string) =>
    invalidIdentifier("a SUCI", shown, why, "a mobile identity of TS 24.501 clause 9.11.3.4");
  const header = octets[0];
  if (header === undefined || (header & 0x8f) !== SUCI_TYPE || octets.length > MAX_SUCI_OCTETS) {
    throw fail("the type of identity differs or it is too long");
  }
  const format = header >> 4;
  if (format > 0 && format <= 3) return parseSuciNai(decodeNai(octets.subarray(1), fail), mncLength);
  if (format !== 0 || octets.length <= FIXED_OCTETS) throw fail("its format is reserved or it is too short");
  const protectionScheme = octets[6] as number;
  if (protectionScheme > 15) throw fail("the spare bits beside the scheme are set");
  const output = octets.subarray(FIXED_OCTETS);
  const suci: Suci = {
    supiType: 0,
    plmn: plmnFromOctets(octets.subarray(1, 4)),
    routingIndicator: decodeRoutingIndicator(octets.subarray(4, 6)),
    protectionScheme,
    homeNetworkPublicKeyId: octets[7] as number,
    schemeOutput: protectionScheme === NULL_SCHEME ? decodeTbcd(output, "an MSIN") : toHex(output),
  };
  return checkedSuci(suci, shown);
}

/** One to four digits, then fillers. */
function decodeRoutingIndicator(octets: Uint8Array): string {
  const digits = unpackNibbles(octets)
    .map((nibble) => nibble.toString(16))
    .join("")
    .replace(/f{1,3}$/, "");
  if (!/^[0-9]{1,4}$/.test(digits)) {
    throw invalidIdentifier(
      "a routing indicator",
      toHex(octets),
      "it holds no digit or one after a filler",
      "1 to 4 digits",
    );
  }
  return digits;
}

function decodeNai(octets: Uint8Array, fail: (why: string) => Error): string {
  try {
    return fromUtf8(octets);
  } catch {
    throw fail("the NAI is not UTF-8");
  }
}
