import type { Branded } from "./branded.ts";
import { invalidIdentifier } from "./invalid-identifier.ts";
import { isIpv4 } from "./ipv4.ts";

/** IPv6 address in the canonical text of RFC 5952. */
export type Ipv6Address = Branded<"Ipv6Address">;

const GROUPS = 8;
/** Longest text: six groups and a dotted IPv4 address. */
const LONGEST_TEXT = 45;
const GROUP_PATTERN = /^[0-9a-f]{1,4}$/;

/** Reads any text form of RFC 4291 clause 2.2 without zone, and makes it canonical. @throws INVALID_IDENTIFIER */
export function parseIpv6(text: string): Ipv6Address {
  const groups = text.length <= LONGEST_TEXT ? readGroups(text.toLowerCase()) : undefined;
  if (groups === undefined) {
    throw invalidIdentifier(
      "an IPv6 address",
      text,
      "it is malformed",
      "eight groups of hexadecimal digits, or a shortened form",
    );
  }
  return writeCanonical(groups) as Ipv6Address;
}

function readGroups(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const parts = halves.map((half, index) => readHalf(half, index === halves.length - 1));
  const [head, tail] = parts;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (tail === undefined) return head.length === GROUPS ? head : undefined;
  const missing = GROUPS - head.length - tail.length;
  if (missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** Groups of one side of `::`; only the end of the whole text may be a dotted IPv4 address. */
function readHalf(half: string, isEnd: boolean): number[] | undefined {
  if (half === "") return [];
  const parts = half.split(":");
  const last = parts.at(-1) as string;
  const dotted: number[] = [];
  if (isEnd && isIpv4(last)) {
    const [a, b, c, d] = last.split(".").map(Number) as [number, number, number, number];
    dotted.push(a * 256 + b, c * 256 + d);
    parts.pop();
  }
  if (!parts.every((part) => GROUP_PATTERN.test(part))) return undefined;
  return [...parts.map((part) => Number.parseInt(part, 16)), ...dotted];
}

/** RFC 5952: lower case, no leading zeros, the longest (first) run of two or more zero groups shortened; IPv4-mapped addresses end dotted. */
function writeCanonical(groups: readonly number[]): string {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high, low] = groups.slice(6) as [number, number];
    return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  const run = longestZeroRun(groups);
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  if (run.length < 2) return text(groups);
  return `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}
