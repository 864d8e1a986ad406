/** Shortest IMSI or MSISDN in digits (TS 29.571, pattern of Supi and Gpsi). */
export const MIN_NUMBER_LENGTH = 5;
/** Longest IMSI or MSISDN in digits (ITU-T E.212, E.164); 10^15 stays below 2^53, so numbers are exact as integers. */
export const MAX_NUMBER_LENGTH = 15;

const DIGITS = /^[0-9]{5,15}$/;

/** True for 5 to 15 decimal digits. */
export function isNumber(digits: string): boolean {
  return DIGITS.test(digits);
}

/** Digits of `value` in `length` places; numbers of equal length order as their digits do. */
export function toDigits(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

/** The number after `digits`, of the same length; `undefined` after 99..9. */
export function successor(digits: string): string | undefined {
  const next = toDigits(Number(digits) + 1, digits.length);
  return next.length === digits.length ? next : undefined;
}

/** The number before `digits`, of the same length; `undefined` before 00..0. */
export function predecessor(digits: string): string | undefined {
  const value = Number(digits);
  return value === 0 ? undefined : toDigits(value - 1, digits.length);
}

/** How many numbers lie in a range, ends included. */
export function countNumbers(range: { readonly start: string; readonly end: string }): number {
  return Number(range.end) - Number(range.start) + 1;
}
