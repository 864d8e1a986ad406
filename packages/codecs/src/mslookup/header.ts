import type { MessageWriter } from "../dns/message-writer.ts";

/** Octets of the DNS header (RFC 1035 clause 4.1.1). */
export const MSLOOKUP_HEADER_OCTETS = 12;

const FLAG_RESPONSE = 0x8000;

interface MslookupHeader {
  readonly packetId: number;
  readonly isAnswer: boolean;
  readonly questions: number;
  readonly answers: number;
}

export function writeMslookupHeader(writer: MessageWriter, header: MslookupHeader): void {
  writer.u16(header.packetId);
  writer.u16(header.isAnswer ? FLAG_RESPONSE : 0);
  for (const count of [header.questions, header.answers, 0, 0]) writer.u16(count);
}
