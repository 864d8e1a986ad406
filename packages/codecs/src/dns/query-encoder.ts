import { CLASS_IN, recordTypes } from "./message.ts";
import { MessageWriter } from "./message-writer.ts";
import { UDP_PAYLOAD_OCTETS } from "./response-encoder.ts";

const FLAG_RECURSION_DESIRED = 0x0100;

/** A question of class IN with an OPT record, as a client sends it. @throws DNS_INVALID_VALUE */
export function encodeDnsQuery(id: number, name: string, type: keyof typeof recordTypes): Uint8Array {
  const writer = new MessageWriter();
  writer.u16(id);
  writer.u16(FLAG_RECURSION_DESIRED);
  for (const count of [1, 0, 0, 1]) writer.u16(count);
  writer.name(name);
  writer.u16(recordTypes[type]);
  writer.u16(CLASS_IN);
  writer.name("");
  writer.u16(recordTypes.OPT);
  writer.u16(UDP_PAYLOAD_OCTETS);
  writer.u32(0);
  writer.u16(0);
  return writer.finish();
}
