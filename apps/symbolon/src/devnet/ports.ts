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

export function facePort(portBase: number, memberIndex: number, face: FaceName): number {
  return portBase + 100 * memberIndex + faceOffsets[face];
}
