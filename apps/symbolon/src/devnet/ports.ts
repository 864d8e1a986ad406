import { symbolonErrors } from "../errors.ts";

/** First port of a devnet when none is given. */
export const DEFAULT_PORT_BASE = 7000;

/** Ports of one member: base + 100 x its index + the face's offset. */
export const faceOffsets = {
  bchf: 10,
  sbi: 11,
  enum: 12,
  mslookup: 13,
  api: 20,
  metrics: 21,
  sbiTls: 22,
} as const;

/** Port of a member's HLR that speaks GSUP. */
export const HLR_OFFSET = 14;

export type FaceName = keyof typeof faceOffsets;

const PORTS_PER_MEMBER = 100;
const LAST_PORT = 65_535;

/** @throws WRONG_USAGE for a first port that leaves no room for the ports of all members */
export function checkPortBase(portBase: number, members: number): void {
  const last = LAST_PORT - PORTS_PER_MEMBER * members;
  if (Number.isInteger(portBase) && portBase >= 1 && portBase <= last) return;
  throw symbolonErrors.error("WRONG_USAGE", `the port base of ${members} members is 1 to ${last}, not ${portBase}`);
}

export function facePort(portBase: number, memberIndex: number, face: FaceName): number {
  return portBase + PORTS_PER_MEMBER * memberIndex + faceOffsets[face];
}
