export type MncLength = 2 | 3;

/** Countries whose MNCs all have three digits (ITU-T E.212 and the list in its Operational Bulletin). */
const THREE_DIGITS = "302 310 311 312 313 314 315 316 334 342 344 346 348 365 722 732";

/**
 * Countries whose MNCs all have two digits. Countries with both, such as 208, 214, 405 and 502, and the codes 001, 901 and 999 are in neither
 * list, nor is any country that is not needed: a wrong cut would name another network.
 */
const TWO_DIGITS =
  "202 204 206 222 228 230 231 232 234 238 240 242 260 262 268 272 274 276 278 280 284 286 460 466 505 530 724";

const lengths: ReadonlyMap<string, MncLength> = new Map([
  ...THREE_DIGITS.split(" ").map((mcc) => [mcc, 3] as const),
  ...TWO_DIGITS.split(" ").map((mcc) => [mcc, 2] as const),
]);

/** @returns the length that all MNCs of `mcc` share; undefined where both occur or the country is not listed. */
export function mncLengthOf(mcc: string): MncLength | undefined {
  return lengths.get(mcc);
}
