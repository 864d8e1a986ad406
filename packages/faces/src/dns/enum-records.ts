import { formatTelephoneUri, type NaptrRecord, naptrRegexpTo } from "@symbolon/codecs/dns";
import type { RoutingAnswer } from "@symbolon/functions/bchf";

/** What the member knows of other holders beside the ledger. */
export interface HolderDirectory {
  /** Domain of a holder's SIP network, `undefined` where it has none. */
  sipDomain(holder: string): string | undefined;
  /** Routing number of a holder, + and digits, for numbers that were ported to it (RFC 4694 `rn`). */
  routingNumber(holder: string): string | undefined;
}

const TERMINAL_URI = "u";
const ORDER = 10;

/**
 * The NAPTR records of a number (RFC 6116 clause 3.4): `E2U+sip` with the holder's SIP URI, and for a ported number
 * `E2U+pstn:tel` with `npdi` and `rn` (RFC 4769).
 *
 * @param digits the number without plus.
 * @throws TELEPHONE_URI_INVALID when the directory gives a domain or routing number that no URI can hold.
 */
export function enumRecords(
  owner: { readonly name: string; readonly ttl: number },
  digits: string,
  answer: RoutingAnswer,
  directory: HolderDirectory,
): NaptrRecord[] {
  const number = `+${digits}`;
  const records: NaptrRecord[] = [];
  const add = (services: string, uri: string) => {
    records.push({
      type: "NAPTR",
      name: owner.name,
      ttl: owner.ttl,
      order: ORDER,
      preference: 10 * (records.length + 1),
      flags: TERMINAL_URI,
      services,
      regexp: naptrRegexpTo(uri),
      replacement: "",
    });
  };
  const host = directory.sipDomain(answer.holder);
  if (host !== undefined) add("E2U+sip", formatTelephoneUri({ scheme: "sip", number, host }));
  const rn = answer.ported === true ? directory.routingNumber(answer.holder) : undefined;
  if (rn !== undefined) add("E2U+pstn:tel", formatTelephoneUri({ scheme: "tel", number, npdi: true, rn }));
  return records;
}
