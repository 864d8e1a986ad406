/** The part of dns-packet that the tests compare with; the package brings no types. */
declare module "dns-packet" {
  interface PacketRecord {
    readonly name: string;
    readonly type: string;
    readonly ttl?: number;
    readonly class?: string;
    readonly data?: unknown;
    readonly udpPayloadSize?: number;
    readonly extendedRcode?: number;
    readonly flags?: number;
    readonly options?: readonly unknown[];
  }
  interface Packet {
    readonly id?: number;
    readonly type?: "query" | "response";
    readonly flags?: number;
    readonly rcode?: string;
    readonly questions?: readonly PacketRecord[];
    readonly answers?: readonly PacketRecord[];
    readonly authorities?: readonly PacketRecord[];
    readonly additionals?: readonly PacketRecord[];
  }
  export function decode(octets: Buffer): Packet;
  export function encode(packet: Packet): Uint8Array;
}
