import { CLASS_IN, decodeDnsHeader } from "../dns/index.ts";
import { MessageReader } from "../dns/message-reader.ts";
import { MessageWriter } from "../dns/message-writer.ts";
import { codecErrors } from "../errors.ts";
import { formatMslookupDomain, type MslookupDomain, parseMslookupDomain } from "./domain.ts";
import { MSLOOKUP_HEADER_OCTETS, writeMslookupHeader } from "./header.ts";
import { octetsOfIpv4, octetsOfIpv6, textOfIp } from "./ip-address.ts";
import { withoutSuffix } from "./query.ts";

const A = 1;
const TXT = 16;
const AAAA = 28;
/** Age and, for each kind of address, the address and its port. */
const MAX_RECORDS = 5;
const MAX_AGE = 0xffff_ffff;
const TXT_PAIR = /^(?<key>age|port)=(?<value>\d{1,10})$/;

export interface MslookupEndpoint {
  readonly address: string;
  readonly port: number;
}

/** Where the service is, with at least one address. */
export interface MslookupAnswer extends MslookupDomain {
  readonly packetId: number;
  /** Seconds since the subscriber was last seen there; 0 at the home, which ends the search. */
  readonly age: number;
  readonly v4?: MslookupEndpoint;
  readonly v6?: MslookupEndpoint;
}

function malformed(what: string): Error {
  return codecErrors.error("MSLOOKUP_MALFORMED", what);
}

/**
 * Writes an answer in the one order that osmo-mslookup takes: TXT age, A, TXT port, AAAA, TXT port; no question,
 * names in full, TTL 0.
 *
 * @throws DNS_INVALID_VALUE, MSLOOKUP_MALFORMED when no address is given.
 */
export function encodeMslookupAnswer(answer: MslookupAnswer, suffix: string): Uint8Array {
  const { v4, v6 } = answer;
  if (v4 === undefined && v6 === undefined) throw malformed("an answer needs an address");
  if (!Number.isSafeInteger(answer.age) || answer.age < 0 || answer.age > MAX_AGE)
    throw malformed("the age is out of range");
  const writer = new MessageWriter();
  const answers = 1 + (v4 === undefined ? 0 : 2) + (v6 === undefined ? 0 : 2);
  writeMslookupHeader(writer, { packetId: answer.packetId, isAnswer: true, questions: 0, answers });
  const name = `${formatMslookupDomain(answer)}.${suffix}`;
  const record = (type: number, write: () => void) => {
    writer.name(name);
    writer.u16(type);
    writer.u16(CLASS_IN);
    writer.u32(0);
    writer.measured(write);
  };
  record(TXT, () => writer.characterString(`age=${answer.age}`));
  const endpoint = (type: number, octets: Uint8Array, port: number) => {
    if (!Number.isSafeInteger(port) || port < 1 || port > 0xffff) throw malformed(`${port} is not a port`);
    record(type, () => writer.octets(octets));
    record(TXT, () => writer.characterString(`port=${port}`));
  };
  if (v4 !== undefined) endpoint(A, octetsOfIpv4(v4.address), v4.port);
  if (v6 !== undefined) endpoint(AAAA, octetsOfIpv6(v6.address), v6.port);
  return writer.finish();
}

interface AnswerRecord {
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
}

/** Reads an answer as strictly as osmo-mslookup does. @throws MSLOOKUP_MALFORMED, DNS_MALFORMED */
export function decodeMslookupAnswer(octets: Uint8Array, suffix: string): MslookupAnswer {
  const header = decodeDnsHeader(octets);
  const reader = new MessageReader(octets, MSLOOKUP_HEADER_OCTETS);
  if (!header.isResponse) throw malformed("the message is no answer");
  if (header.answerCount > MAX_RECORDS) throw malformed(`${header.answerCount} records are announced, 5 are possible`);
  const records = Array.from({ length: header.answerCount }, () => readRecord(reader));
  const [first, ...rest] = records;
  if (first === undefined) throw malformed("an answer without records");
  if (records.some(({ name }) => name !== first.name)) throw malformed("the records have different names");
  const domain = parseMslookupDomain(withoutSuffix(first.name, suffix));
  const endpoints = readEndpoints(rest);
  return { packetId: header.id, ...domain, age: readPair(first, "age", MAX_AGE), ...endpoints };
}

function readRecord(reader: MessageReader): AnswerRecord {
  const name = reader.plainName();
  const type = reader.u16();
  if (reader.u16() !== CLASS_IN) throw malformed("a record is not of class IN");
  reader.u32();
  return { name, type, data: reader.octets(reader.u16()) };
}

/** Pairs of an address and its port: IPv4 before IPv6, each at most once, at least one. */
function readEndpoints(records: readonly AnswerRecord[]): Pick<MslookupAnswer, "v4" | "v6"> {
  if (records.length === 0 || records.length % 2 !== 0)
    throw malformed("an address without port or a port without address");
  let found: Pick<MslookupAnswer, "v4" | "v6"> = {};
  for (let i = 0; i < records.length; i += 2) {
    const [address, port] = records.slice(i, i + 2) as [AnswerRecord, AnswerRecord];
    const key = address.type === A ? "v4" : "v6";
    if (address.type !== A && address.type !== AAAA)
      throw malformed(`a record of type ${address.type} instead of an address`);
    if (address.data.length !== (key === "v4" ? 4 : 16)) throw malformed("an address of a wrong length");
    if (key in found || "v6" in found) throw malformed("addresses stand twice or in a wrong order");
    found = { ...found, [key]: { address: textOfIp(address.data), port: readPair(port, "port", 0xffff) } };
  }
  return found;
}

function readPair(record: AnswerRecord, key: "age" | "port", max: number): number {
  if (record.type !== TXT) throw malformed(`a record of type ${record.type} instead of TXT ${key}`);
  const reader = new MessageReader(record.data);
  const text = reader.characterString();
  const groups = TXT_PAIR.exec(text)?.groups;
  if (reader.remaining > 0 || groups?.["key"] !== key) throw malformed(`a TXT record is not ${key}=<number>`);
  const value = Number(groups["value"]);
  if (value > max) throw malformed(`${key} is ${value}`);
  return value;
}
