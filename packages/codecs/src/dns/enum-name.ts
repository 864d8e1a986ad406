import { codecErrors } from "../errors.ts";

/** Digits of an international number without its plus sign (ITU-T E.164 clause 6.1). */
export const MAX_E164_DIGITS = 15;

const DIGITS = /^\d{1,15}$/;
const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;

/** True for `zone` itself and every name below it. Both in lower case, no dot at the end. */
export function isWithinZone(name: string, zone: string): boolean {
  const before = name.length - zone.length;
  return name.endsWith(zone) && (before === 0 || name.charCodeAt(before - 1) === DOT);
}

/**
 * The number that a name within the zone stands for (RFC 6116 clause 3.2): its digits in reverse, each one a label.
 *
 * @returns digits without plus, the leading ones where the name is short, none at the zone itself;
 *   `undefined` for a name that is not made of digits.
 */
export function enumNumberOf(name: string, zone: string): string | undefined {
  const end = name.length - zone.length;
  if (end % 2 !== 0 || end / 2 > MAX_E164_DIGITS) return undefined;
  let digits = "";
  for (let at = end - 2; at >= 0; at -= 2) {
    const code = name.charCodeAt(at);
    if (code < ZERO || code > NINE || name.charCodeAt(at + 1) !== DOT) return undefined;
    digits += name[at] as string;
  }
  return digits;
}

/** The name to ask for a number. @param digits 1 to 15, without plus. @throws DNS_INVALID_VALUE */
export function enumNameOf(digits: string, zone: string): string {
  if (!DIGITS.test(digits)) throw codecErrors.error("DNS_INVALID_VALUE", "an E.164 number has 1 to 15 digits");
  let name = "";
  for (let i = digits.length - 1; i >= 0; i -= 1) name += `${digits[i] as string}.`;
  return name + zone;
}
