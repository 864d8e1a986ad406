/** 0 done, 1 refused or not found, 2 wrong usage or broken input, 3 not reachable or not synchronised. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** Codes that are not plain refusals. Every other code exits with 1. */
const statusOfCode: Readonly<Record<string, ExitStatus>> = {
  INVALID_IDENTIFIER: 2,
  INVALID_HEX: 2,
  INVALID_BASE64URL: 2,
  INVALID_JSON: 2,
  JSON_NOT_CANONICAL: 2,
  TOO_LARGE: 2,
  WRONG_USAGE: 2,
  FILE_UNREADABLE: 2,
  PLAN_FILE_INVALID: 2,
  CONFIG_UNREADABLE: 2,
  CONFIG_INVALID: 2,
  MEMBER_FILE_UNREADABLE: 2,
  MANDATORY_IE_INCORRECT: 2,
  NOT_REACHABLE: 3,
  NO_DEVNET: 3,
  NF_CONGESTION: 3,
  ORDERER_UNREACHABLE: 3,
  LEDGER_STOPPED: 3,
  OVERLOADED: 3,
  TARGET_NF_NOT_REACHABLE: 3,
  FACE_ADDRESS_UNAVAILABLE: 3,
  PEER_UNREACHABLE: 3,
};

export function exitStatusOf(code: string): ExitStatus {
  return statusOfCode[code] ?? 1;
}
