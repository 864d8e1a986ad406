import { codecErrors } from "../errors.ts";
import { type DnsHeader, type DnsQuery, type DnsQuestion, type Edns, recordTypes } from "./message.ts";
import { MessageReader } from "./message-reader.ts";
import { decodeRecord, type DnsRecord, type OpaqueRecord } from "./record.ts";

/** Records that a query may carry behind its question: the SOA of an IXFR, OPT, a signature and room for one more. */
export const MAX_QUERY_RECORDS = 4;
/** Smallest UDP payload that every asker takes (RFC 1035 clause 4.2.1, RFC 6891 clause 6.2.3). */
export const MIN_UDP_PAYLOAD_OCTETS = 512;

const OPT_TTL_DNSSEC_OK = 0x8000;

function malformed(what: string): Error {
  return codecErrors.error("DNS_MALFORMED", what);
}

/** @throws DNS_MALFORMED when fewer than 12 octets are there. */
export function decodeDnsHeader(octets: Uint8Array): DnsHeader {
  const reader = new MessageReader(octets);
  const id = reader.u16();
  const flags = reader.u16();
  return {
    id,
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >>> 11) & 0xf,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    responseCode: flags & 0xf,
    questionCount: reader.u16(),
    answerCount: reader.u16(),
    authorityCount: reader.u16(),
    additionalCount: reader.u16(),
  };
}

const HEADER_OCTETS = 12;

/** Reads a standard query: one question, at most one OPT record, nothing behind. @throws DNS_MALFORMED */
export function decodeDnsQuery(octets: Uint8Array, header: DnsHeader = decodeDnsHeader(octets)): DnsQuery {
  if (header.questionCount !== 1) throw malformed(`a query has ${header.questionCount} questions instead of one`);
  if (header.answerCount > 0) throw malformed("a query carries answers");
  const records = header.authorityCount + header.additionalCount;
  if (records > MAX_QUERY_RECORDS) throw malformed(`a query has ${records} records, ${MAX_QUERY_RECORDS} are read`);
  const reader = new MessageReader(octets, HEADER_OCTETS);
  const question = decodeQuestion(octets, reader);
  let edns: Edns | undefined;
  for (let i = 0; i < records; i += 1) {
    const found = decodeEdns(reader);
    if (found === undefined) continue;
    if (edns !== undefined) throw malformed("a query has two OPT records");
    edns = found;
  }
  if (reader.remaining > 0) throw malformed(`${reader.remaining} octets follow the query`);
  return edns === undefined ? { header, question } : { header, question, edns };
}

function decodeQuestion(octets: Uint8Array, reader: MessageReader): DnsQuestion {
  const start = reader.position;
  const name = reader.name().toLowerCase();
  const type = reader.u16();
  const questionClass = reader.u16();
  return { name, type, class: questionClass, octets: octets.subarray(start, reader.position) };
}

/** The OPT record's fixed fields; `undefined` for a record of another type. Its options are skipped. */
function decodeEdns(reader: MessageReader): Edns | undefined {
  const name = reader.name();
  const type = reader.u16();
  const payload = reader.u16();
  const extended = reader.u16();
  const flags = reader.u16();
  reader.octets(reader.u16());
  if (type !== recordTypes.OPT) return undefined;
  if (name !== "") throw malformed("the OPT record's owner is not the root");
  return {
    udpPayloadSize: Math.max(payload, MIN_UDP_PAYLOAD_OCTETS),
    version: extended & 0xff,
    dnssecOk: (flags & OPT_TTL_DNSSEC_OK) !== 0,
  };
}

/** A message as its asker reads it. */
export interface DnsAnswer {
  readonly header: DnsHeader;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly (DnsRecord | OpaqueRecord)[];
  readonly authority: readonly (DnsRecord | OpaqueRecord)[];
  readonly additional: readonly (DnsRecord | OpaqueRecord)[];
}

/** Reads a response whole; OPT comes as an opaque record. @throws DNS_MALFORMED */
export function decodeDnsAnswer(octets: Uint8Array): DnsAnswer {
  const header = decodeDnsHeader(octets);
  const reader = new MessageReader(octets, HEADER_OCTETS);
  const answer = {
    header,
    questions: list(header.questionCount, () => decodeQuestion(octets, reader)),
    answers: list(header.answerCount, () => decodeRecord(reader)),
    authority: list(header.authorityCount, () => decodeRecord(reader)),
    additional: list(header.additionalCount, () => decodeRecord(reader)),
  };
  if (reader.remaining > 0) throw malformed(`${reader.remaining} octets follow the message`);
  return answer;
}

/** Reads one by one, so that an announced count allocates nothing by itself. */
function list<T>(count: number, read: () => T): T[] {
  const items: T[] = [];
  for (let i = 0; i < count; i += 1) items.push(read());
  return items;
}
