import { blocks } from "./topology.ts";

/** A subscriber whose card is known to everybody: in a devnet only. */
export interface SampleSubscriber {
  readonly member: string;
  readonly imsi: string;
  readonly msisdn: string;
  /** Hexadecimal. K and OPc of TS 35.208 test sets. */
  readonly k: string;
  readonly opc: string;
  readonly amf: string;
  /** Routing indicator in its SUCI: one per network, since all share one PLMN. */
  readonly routingIndicator: string;
  /** Whether its home asks for the user's credential. */
  readonly credentialPolicy: "required" | "optional" | "off";
}

/** The first subscriber of every network. K and OPc are those of TS 35.208 clause 4.3, sets 1, 4 and 6. */
const cards: readonly (readonly [k: string, opc: string])[] = [
  ["465b5ce8b199b49faa5f0a2ee238a6bc", "cd63cb71954a9f4e48a5994e37a02baf"],
  ["9e5944aea94b81165c82fbf9f32db751", "a64a507ae1a2a98bb88eb4210135dc87"],
  ["6c38a116ac280c454f59332ee35c8c4f", "3803ef5363b947c6aaa225e58fae3934"],
];

/** Foundry leaves it to its users, harbour does not ask, campus demands it. */
const policies = ["optional", "off", "required"] as const;

export const sampleSubscribers: readonly SampleSubscriber[] = blocks.map(({ member, imsi, msisdn }, index) => {
  const [k = "", opc = ""] = cards[index % cards.length] ?? [];
  return {
    member,
    imsi: imsi.start,
    msisdn: msisdn.start,
    k,
    opc,
    amf: "8000",
    routingIndicator: String(11 + index),
    credentialPolicy: policies[index] ?? "optional",
  };
});

/** By IMSI, for the opening of accounts. */
export const sampleKeys: Readonly<Record<string, { readonly k: string; readonly opc: string }>> = Object.fromEntries(
  sampleSubscribers.map(({ imsi, k, opc }) => [imsi, { k, opc }]),
);

/** A number of the shared network code that nobody holds. */
export const unassignedImsi = "315010999999999";
