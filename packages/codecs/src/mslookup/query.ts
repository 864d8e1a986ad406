import { CLASS_IN, decodeDnsHeader, recordTypes } from "../dns/index.ts";
import { MessageReader } from "../dns/message-reader.ts";
import { MessageWriter } from "../dns/message-writer.ts";
import { codecErrors } from "../errors.ts";
import { formatMslookupDomain, type MslookupDomain, parseMslookupDomain } from "./domain.ts";
import { MSLOOKUP_HEADER_OCTETS, writeMslookupHeader } from "./header.ts";

/** A question on the mslookup group. */
export interface MslookupQuery extends MslookupDomain {
  readonly packetId: number;
}

/**
 * Reads a query as osmo-mslookup sends it: one question of class IN and type ANY below `suffix`, no compression.
 *
 * @returns `undefined` for an answer, which the sender of a query hears too on the group.
 * @throws MSLOOKUP_MALFORMED, DNS_MALFORMED
 */
export function decodeMslookupQuery(octets: Uint8Array, suffix: string): MslookupQuery | undefined {
  const header = decodeDnsHeader(octets);
  if (header.isResponse) return undefined;
  if (header.opcode !== 0 || header.questionCount !== 1) {
    throw codecErrors.error("MSLOOKUP_MALFORMED", "the message is not one standard question");
  }
  const reader = new MessageReader(octets, MSLOOKUP_HEADER_OCTETS);
  const name = reader.plainName();
  const type = reader.u16();
  const questionClass = reader.u16();
  if (type !== recordTypes.ANY || questionClass !== CLASS_IN) {
    throw codecErrors.error(
      "MSLOOKUP_MALFORMED",
      `the question has type ${type} and class ${questionClass}, not ANY, IN`,
    );
  }
  return { packetId: header.id, ...parseMslookupDomain(withoutSuffix(name, suffix)) };
}

/** @throws DNS_INVALID_VALUE when the domain does not fit a DNS name. */
export function encodeMslookupQuery(query: MslookupQuery, suffix: string): Uint8Array {
  const writer = new MessageWriter();
  writeMslookupHeader(writer, { packetId: query.packetId, isAnswer: false, questions: 1, answers: 0 });
  writer.name(`${formatMslookupDomain(query)}.${suffix}`);
  writer.u16(recordTypes.ANY);
  writer.u16(CLASS_IN);
  return writer.finish();
}

/** @throws MSLOOKUP_MALFORMED */
export function withoutSuffix(name: string, suffix: string): string {
  if (!name.endsWith(`.${suffix}`)) {
    throw codecErrors.error("MSLOOKUP_MALFORMED", `the name does not lie below ${suffix}`);
  }
  return name.slice(0, -suffix.length - 1);
}
