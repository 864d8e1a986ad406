import { codecErrors } from "../errors.ts";

/**
 * Repetitions, options and alternatives that one expression may hold. Matching backtracks: on an application unique
 * string of 16 characters this many choices still end within a tenth of a second, whoever wrote them.
 */
export const MAX_NAPTR_REGEXP_CHOICES = 6;

const AUS = /^\+\d{1,15}$/;
/** What may not stand as delimiter: a digit, the flag i, the escape (RFC 3402 clause 3.2). */
const NO_DELIMITER = /[\diI\\]/;
const QUANTIFIER = /^(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})$/;
/** One item of a POSIX extended regular expression, in the part that means the same in ECMAScript once translated. */
const ITEM = /\\[^A-Za-z0-9]|\[\^?[^\][\\][^\][\\]*\]|[*+?]|\{\d{1,2}(?:,\d{0,2})?\}|\((?!\?)|[)|]|[^\\[\](){}*+?|]/gy;

function invalid(what: string, cause?: unknown): Error {
  return codecErrors.error("NAPTR_REGEXP_INVALID", what, cause === undefined ? {} : { cause });
}

/** A substitution expression, checked and ready (RFC 3402 clause 3.2, RFC 6116 clause 3.4.3). */
export interface NaptrRegexp {
  readonly expression: RegExp;
  /** Literal texts and numbers of groups, in order. */
  readonly replacement: readonly (string | number)[];
}

/** The regexp field that turns every number into `uri`. */
export function naptrRegexpTo(uri: string): string {
  return `!^.*$!${uri.includes("!") || uri.includes("\\") ? uri.replace(/[!\\]/g, "\\$&") : uri}!`;
}

/** @throws NAPTR_REGEXP_INVALID */
export function parseNaptrRegexp(field: string): NaptrRegexp {
  const delimiter = field[0] ?? "";
  if (delimiter === "" || NO_DELIMITER.test(delimiter)) throw invalid("the delimiter is missing, a digit, i or \\");
  const [expression, replacement, flags, ...more] = splitAtDelimiter(field.slice(1), delimiter);
  if (expression === undefined || replacement === undefined || flags === undefined || more.length > 0) {
    throw invalid("the field does not hold three delimiters");
  }
  if (flags !== "" && flags !== "i") throw invalid(`the flags are "${flags}", only i is defined`);
  const checked = checkExpression(expression);
  return {
    expression: compile(checked.source, flags),
    replacement: parseReplacement(replacement, checked.groups),
  };
}

/**
 * Applies a regexp field to an application unique string.
 *
 * @param aus plus sign and 1 to 15 digits.
 * @returns the URI, or `undefined` when the expression does not match.
 * @throws NAPTR_REGEXP_INVALID
 */
export function applyNaptrRegexp(field: string, aus: string): string | undefined {
  const { expression, replacement } = parseNaptrRegexp(field);
  if (!AUS.test(aus)) throw invalid("the application unique string is not a plus sign and 1 to 15 digits");
  const match = expression.exec(aus);
  if (match === null) return undefined;
  return replacement.map((part) => (typeof part === "number" ? (match[part] ?? "") : part)).join("");
}

/** Splits at delimiters that no backslash stands before; an escaped delimiter becomes the plain character. */
function splitAtDelimiter(text: string, delimiter: string): string[] {
  const parts = [""];
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] as string;
    const last = parts.length - 1;
    if (character === delimiter) parts.push("");
    else if (character !== "\\") parts[last] += character;
    else {
      const next = text[i + 1] ?? "";
      i += 1;
      parts[last] += next === delimiter ? next : character + next;
    }
  }
  return parts;
}

function checkExpression(expression: string): { source: string; groups: number } {
  let groups = 0;
  let choices = 0;
  let consumed = 0;
  let previous = "";
  for (const [item] of expression.matchAll(ITEM)) {
    consumed += item.length;
    const quantifier = QUANTIFIER.test(item);
    if (quantifier && (previous === ")" || previous === "" || QUANTIFIER.test(previous))) {
      throw invalid("a repetition follows a group, another repetition or nothing");
    }
    if (quantifier || item === "|") choices += 1;
    if (item === "(") groups += 1;
    previous = item;
  }
  if (consumed !== expression.length) throw invalid(`the expression is not readable at character ${consumed}`);
  if (choices > MAX_NAPTR_REGEXP_CHOICES) {
    throw invalid(
      `the expression holds ${choices} repetitions and alternatives, ${MAX_NAPTR_REGEXP_CHOICES} are allowed`,
    );
  }
  return { source: expression, groups };
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw invalid("the expression is not a regular expression", cause);
  }
}

function parseReplacement(text: string, groups: number): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const [item] of text.matchAll(/\\[^]?|[^\\]+/g)) {
    const escaped = item.startsWith("\\") ? item.slice(1) : undefined;
    if (escaped === undefined || escaped === "\\") parts.push(escaped ?? item);
    else if (/^[1-9]$/.test(escaped) && Number(escaped) <= groups) parts.push(Number(escaped));
    else throw invalid(`the back reference \\${escaped} names no group`);
  }
  return parts;
}
