import { CLASS_IN, recordTypes } from "./message.ts";
import type { MessageReader } from "./message-reader.ts";
import type { MessageWriter, NameReference } from "./message-writer.ts";
import { codecErrors } from "../errors.ts";

interface RecordOwner {
  /** Lower case, no dot at the end. */
  readonly name: string;
  /** Seconds, 0 to 2^31 - 1 (RFC 2181 clause 8). */
  readonly ttl: number;
}

/** Naming authority pointer (RFC 3403 clause 4.1). `replacement` is empty for the root, written `.`. */
export interface NaptrRecord extends RecordOwner {
  readonly type: "NAPTR";
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  readonly services: string;
  readonly regexp: string;
  readonly replacement: string;
}

/** Start of authority (RFC 1035 clause 3.3.13); `minimum` is the TTL of "no such name" (RFC 2308). Times in seconds. */
export interface SoaRecord extends RecordOwner {
  readonly type: "SOA";
  readonly primary: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export interface NsRecord extends RecordOwner {
  readonly type: "NS";
  readonly server: string;
}

export interface TxtRecord extends RecordOwner {
  readonly type: "TXT";
  readonly strings: readonly string[];
}

/** A record of a type or class that this package does not look into. */
export interface OpaqueRecord extends RecordOwner {
  readonly type: number;
  readonly class: number;
  readonly data: Uint8Array;
}

export type DnsRecord = NaptrRecord | SoaRecord | NsRecord | TxtRecord;

export function encodeRecord(writer: MessageWriter, record: DnsRecord, reference: NameReference | undefined): void {
  writer.name(record.name, reference);
  writer.u16(recordTypes[record.type]);
  writer.u16(CLASS_IN);
  writer.u32(record.ttl);
  writer.measured(() => encodeData(writer, record, reference));
}

function encodeData(writer: MessageWriter, record: DnsRecord, reference: NameReference | undefined): void {
  switch (record.type) {
    case "NAPTR":
      writer.u16(record.order);
      writer.u16(record.preference);
      writer.characterString(record.flags);
      writer.characterString(record.services);
      writer.characterString(record.regexp);
      // RFC 3403 clause 4.1: this name is never compressed.
      writer.name(record.replacement);
      return;
    case "SOA":
      writer.name(record.primary, reference);
      writer.name(record.mailbox, reference);
      for (const value of [record.serial, record.refresh, record.retry, record.expire, record.minimum]) {
        writer.u32(value);
      }
      return;
    case "NS":
      writer.name(record.server, reference);
      return;
    case "TXT":
      for (const text of record.strings) writer.characterString(text);
  }
}

/** Reads one record, whose data must fill exactly the length that it announces. @throws DNS_MALFORMED */
export function decodeRecord(reader: MessageReader): DnsRecord | OpaqueRecord {
  const name = reader.name().toLowerCase();
  const type = reader.u16();
  const recordClass = reader.u16();
  const ttl = reader.u32();
  const length = reader.u16();
  const end = reader.position + length;
  const owner = { name, ttl };
  const record =
    recordClass === CLASS_IN
      ? decodeData(reader, type, owner, length)
      : opaque(reader, type, recordClass, owner, length);
  if (reader.position !== end) {
    throw codecErrors.error("DNS_MALFORMED", `a record of type ${type} announces ${length} octets but has others`);
  }
  return record;
}

function decodeData(reader: MessageReader, type: number, owner: RecordOwner, length: number): DnsRecord | OpaqueRecord {
  switch (type) {
    case recordTypes.NAPTR:
      return decodeNaptr(reader, owner);
    case recordTypes.SOA:
      return decodeSoa(reader, owner);
    case recordTypes.NS:
      return { ...owner, type: "NS", server: reader.name().toLowerCase() };
    case recordTypes.TXT:
      return { ...owner, type: "TXT", strings: decodeStrings(reader, length) };
    default:
      return opaque(reader, type, CLASS_IN, owner, length);
  }
}

function opaque(
  reader: MessageReader,
  type: number,
  recordClass: number,
  owner: RecordOwner,
  length: number,
): OpaqueRecord {
  return { ...owner, type, class: recordClass, data: reader.octets(length) };
}

function decodeNaptr(reader: MessageReader, owner: RecordOwner): NaptrRecord {
  return {
    ...owner,
    type: "NAPTR",
    order: reader.u16(),
    preference: reader.u16(),
    flags: reader.characterString(),
    services: reader.characterString(),
    regexp: reader.characterString(),
    replacement: reader.name().toLowerCase(),
  };
}

function decodeSoa(reader: MessageReader, owner: RecordOwner): SoaRecord {
  return {
    ...owner,
    type: "SOA",
    primary: reader.name().toLowerCase(),
    mailbox: reader.name().toLowerCase(),
    serial: reader.u32(),
    refresh: reader.u32(),
    retry: reader.u32(),
    expire: reader.u32(),
    minimum: reader.u32(),
  };
}

function decodeStrings(reader: MessageReader, length: number): string[] {
  const end = reader.position + length;
  const strings: string[] = [];
  while (reader.position < end) strings.push(reader.characterString());
  return strings;
}
