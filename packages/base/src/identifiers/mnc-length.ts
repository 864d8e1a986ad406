export type MncLength = 2 | 3;

/** Countries whose MNCs all have three digits (ITU-T E.212 Annex, Operational Bulletin list). */
const THREE_DIGITS = "302 310 311 312 313 314 315 316 334 338 342 344 346 348 365 722 732";

/** Countries whose MNCs all have two digits. Mixed ones (001, 405, 502, 901, 999 ...) are in neither list. */
const TWO_DIGITS =
  "202 204 206 214 216 218 219 220 222 226 228 230 231 232 234 235 238 240 242 244 246 247 248 " +
  "255 257 259 260 262 268 270 272 274 276 278 280 284 286 293 294 297 208 404 424 425 426 427 " +
  "450 454 455 460 466 505 510 515 520 525 530 602 603 604 605 620 621 639 655 724 730";

const lengths: ReadonlyMap<string, MncLength> = new Map([
  ...THREE_DIGITS.split(" ").map((mcc) => [mcc, 3] as const),
  ...TWO_DIGITS.split(" ").map((mcc) => [mcc, 2] as const),
]);

/** @returns the length that all MNCs of `mcc` share; undefined where both occur or the country is not listed. */
export function mncLengthOf(mcc: string): MncLength | undefined {
  return lengths.get(mcc);
}
