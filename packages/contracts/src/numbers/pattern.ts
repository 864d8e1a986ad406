import { contractErrors } from "../errors.ts";
import type { NumberRange } from "./records.ts";

const ANY = "?";

/** One pattern from what an application asks for. @throws RANGE_INVALID when prefix, pattern and length contradict each other */
export function patternOf(length: number, prefix = "", pattern = ANY.repeat(length)): string {
  const refuse = (reason: string) => contractErrors.error("RANGE_INVALID", reason);
  if (pattern.length !== length) throw refuse(`the pattern has ${pattern.length} places, a number ${length} digits`);
  if (prefix.length > length) throw refuse(`the prefix ${prefix} is longer than ${length} digits`);
  return Array.from(pattern, (place, i) => {
    const digit = prefix[i] ?? place;
    if (place !== ANY && place !== digit) throw refuse(`prefix ${prefix} and pattern ${pattern} exclude each other`);
    return digit;
  }).join("");
}

/** The first numbers >= `from` that match, as far as they follow each other; `undefined` when there are none. */
export function nextRun(pattern: string, from: string): NumberRange | undefined {
  const start = firstMatch(pattern, from);
  if (start === undefined) return undefined;
  const fixed = pattern.length - trailingAny(pattern);
  return { start, end: start.slice(0, fixed).padEnd(pattern.length, "9") };
}

function trailingAny(pattern: string): number {
  let count = 0;
  while (count < pattern.length && pattern[pattern.length - 1 - count] === ANY) count += 1;
  return count;
}

function firstMatch(pattern: string, from: string): string | undefined {
  let matching = 0;
  while (matching < pattern.length && matches(pattern, from, matching)) matching += 1;
  if (matching === pattern.length) return from;
  // The longest shared beginning gives the smallest number above `from`.
  for (let at = matching; at >= 0; at -= 1) {
    const digit = nextDigit(pattern[at] as string, from[at] as string);
    if (digit !== undefined) return from.slice(0, at) + digit + pattern.slice(at + 1).replaceAll(ANY, "0");
  }
  return undefined;
}

function matches(pattern: string, digits: string, at: number): boolean {
  return pattern[at] === ANY || pattern[at] === digits[at];
}

/** The smallest digit above `digit` that the place allows. */
function nextDigit(place: string, digit: string): string | undefined {
  if (place !== ANY) return place > digit ? place : undefined;
  return digit < "9" ? String(Number(digit) + 1) : undefined;
}
