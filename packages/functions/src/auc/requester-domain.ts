import { sqnFromOctets, sqnToOctets } from "@symbolon/crypto";

/** Who consumes vectors. Each has an IND of its own, so that vectors used out of order between them stay fresh (TS 33.102 clause C.1.2). */
export type RequesterDomain = "5gs" | "eps" | "ps" | "cs" | "ims" | "gba";

interface DomainRules {
  readonly ind: number;
  /** The separation bit of AMF: 1 for EPS and 5GS (TS 33.102 Annex H). */
  readonly separationBit: boolean;
}

const requesterDomains: Readonly<Record<RequesterDomain, DomainRules>> = {
  "5gs": { ind: 0, separationBit: true },
  eps: { ind: 1, separationBit: true },
  ps: { ind: 2, separationBit: false },
  cs: { ind: 3, separationBit: false },
  ims: { ind: 4, separationBit: false },
  gba: { ind: 5, separationBit: false },
};

const SEPARATION_BIT = 0x80;

/** SQN = SEQ || IND, 6 octets. Terminals with a short IND share it among domains. */
export function sqnOf(seq: number, domain: RequesterDomain, indBits: number): Uint8Array {
  const { ind } = requesterDomains[domain];
  return sqnToOctets(seq * 2 ** indBits + (ind % 2 ** indBits));
}

/** SEQ of an SQN of 6 octets that a terminal reports. */
export function seqOf(sqn: Uint8Array, indBits: number): number {
  return Math.floor(sqnFromOctets(sqn) / 2 ** indBits);
}

/** The subscription's AMF with the separation bit as the domain needs it. */
export function amfFor(domain: RequesterDomain, amf: Uint8Array): Uint8Array {
  const [first = 0, second = 0] = amf;
  const separated = requesterDomains[domain].separationBit ? first | SEPARATION_BIT : first & ~SEPARATION_BIT;
  return Uint8Array.of(separated, second);
}
