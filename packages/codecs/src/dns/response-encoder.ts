import { type DnsResponse, recordTypes, responseCodes } from "./message.ts";
import { MessageWriter, type NameReference } from "./message-writer.ts";
import { type DnsRecord, encodeRecord } from "./record.ts";

/** UDP payload that this side takes and sends at most: no fragments on IPv6 (DNS flag day 2020). */
export const UDP_PAYLOAD_OCTETS = 1232;

const HEADER_OCTETS = 12;
const FLAG_RESPONSE = 0x8000;
const FLAG_AUTHORITATIVE = 0x0400;
const FLAG_TRUNCATED = 0x0200;
const FLAG_RECURSION_DESIRED = 0x0100;
const OPTION_EXTENDED_ERROR = 15;
const OPT_DNSSEC_OK = 0x8000;

/** Encodes responses, one after the other, through one buffer of its own. */
export class ResponseEncoder {
  readonly #writer = new MessageWriter();

  /**
   * @param limit octets that the way back carries; what is larger goes without records and with the TC flag
   *   (RFC 2181 clause 9).
   * @throws DNS_INVALID_VALUE
   */
  encode(response: DnsResponse, limit: number): Uint8Array {
    this.#write(response, response.answers, response.authority, 0);
    if (this.#writer.length > limit) this.#write(response, [], [], FLAG_TRUNCATED);
    return this.#writer.finish();
  }

  #write(
    response: DnsResponse,
    answers: readonly DnsRecord[],
    authority: readonly DnsRecord[],
    truncated: number,
  ): void {
    const writer = this.#writer;
    const { header, question, edns } = response;
    const code = responseCodes[response.responseCode];
    writer.length = 0;
    writer.u16(header.id);
    writer.u16(
      FLAG_RESPONSE |
        (header.opcode << 11) |
        (response.authoritative ? FLAG_AUTHORITATIVE : 0) |
        truncated |
        (header.recursionDesired ? FLAG_RECURSION_DESIRED : 0) |
        (code & 0xf),
    );
    writer.u16(question === undefined ? 0 : 1);
    writer.u16(answers.length);
    writer.u16(authority.length);
    writer.u16(edns === undefined ? 0 : 1);
    let reference: NameReference | undefined;
    if (question !== undefined) {
      writer.octets(question.octets);
      reference = { name: question.name, offset: HEADER_OCTETS };
    }
    for (const record of answers) encodeRecord(writer, record, reference);
    for (const record of authority) encodeRecord(writer, record, reference);
    if (edns !== undefined) this.#writeEdns(code, edns.dnssecOk, response.extendedError);
  }

  /** RFC 6891 clause 6.1.2: root, OPT, payload size as class, high bits of the code, version 0 and flags as TTL. */
  #writeEdns(code: number, dnssecOk: boolean, extendedError: number | undefined): void {
    const writer = this.#writer;
    writer.name("");
    writer.u16(recordTypes.OPT);
    writer.u16(UDP_PAYLOAD_OCTETS);
    writer.u8(code >>> 4);
    writer.u8(0);
    writer.u16(dnssecOk ? OPT_DNSSEC_OK : 0);
    writer.measured(() => {
      if (extendedError === undefined) return;
      writer.u16(OPTION_EXTENDED_ERROR);
      writer.u16(2);
      writer.u16(extendedError);
    });
  }
}
