import type { DnsRecord } from "./record.ts";

/** Record types by number (IANA DNS parameters): those that an ENUM server meets. */
export const recordTypes = {
  NS: 2,
  SOA: 6,
  TXT: 16,
  NAPTR: 35,
  OPT: 41,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
} as const;

export const CLASS_IN = 1;

/** Response codes (RFC 1035 clause 4.1.1, RFC 2136, RFC 6891 clause 9). */
export const responseCodes = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

export type ResponseCode = keyof typeof responseCodes;

/** Info codes of extended errors (RFC 8914 clause 4) that say why an ENUM server does not answer. */
export const extendedErrors = { NOT_READY: 14, PROHIBITED: 18, NOT_AUTHORITATIVE: 20, NOT_SUPPORTED: 21 } as const;

/** The 12 octets that begin a message (RFC 1035 clause 4.1.1). */
export interface DnsHeader {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  /** The low four bits only. */
  readonly responseCode: number;
  readonly questionCount: number;
  readonly answerCount: number;
  readonly authorityCount: number;
  readonly additionalCount: number;
}

export interface DnsQuestion {
  /** In lower case, labels escaped as in master files, no dot at the end. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** As it came, so that an answer repeats the asker's own spelling. */
  readonly octets: Uint8Array;
}

/** What the asker's OPT record says (RFC 6891 clause 6.1). */
export interface Edns {
  /** Largest UDP payload that the asker takes, at least 512. */
  readonly udpPayloadSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
}

export interface DnsQuery {
  readonly header: DnsHeader;
  readonly question: DnsQuestion;
  readonly edns?: Edns;
}

export interface DnsResponse {
  /** Of the query: id, opcode and the RD flag go back. */
  readonly header: DnsHeader;
  readonly question?: DnsQuestion;
  /** Present where the query had one: the answer then carries an OPT record of its own. */
  readonly edns?: Edns;
  readonly responseCode: ResponseCode;
  readonly authoritative: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  /** Info code of RFC 8914; goes out only beside an OPT record. */
  readonly extendedError?: number;
}
