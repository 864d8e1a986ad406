import { type CsvError, parse } from "csv-parse/sync";
import { symbolonErrors } from "../errors.ts";
import { findOverlaps } from "./find-overlaps.ts";
import type { PlanFault, PlanFile, PlanRow } from "./plan-row.ts";

/** Characters of one line of a plan file. */
export const MAX_PLAN_LINE_LENGTH = 4096;

const REQUIRED = ["start", "end", "holder"] as const;
const COLUMNS: ReadonlySet<string> = new Set([...REQUIRED, "country_code", "price", "currency"]);
const NUMBER = /^\+?([0-9]{5,15})$/;

interface Line {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
  readonly raw: string;
}

/** Checks every line of a plan file: form of the numbers, order, length, overlap with other lines. @throws PLAN_FILE_INVALID when the header or the CSV itself is broken */
export function parsePlanFile(octets: Uint8Array): PlanFile {
  const rows: PlanRow[] = [];
  const faults: PlanFault[] = [];
  const texts = new Map<number, string>();
  for (const { record, info, raw } of readLines(octets)) {
    const outcome = checkLine(info.lines, record);
    texts.set(info.lines, raw.trimEnd());
    if ("reason" in outcome) faults.push({ ...outcome, text: raw.trimEnd() });
    else rows.push(outcome);
  }
  const overlaps = findOverlaps(rows);
  for (const [line, other] of overlaps) {
    faults.push({ line, reason: `overlaps with line ${other}`, text: texts.get(line) ?? "" });
  }
  return {
    rows: rows.filter(({ line }) => !overlaps.has(line)),
    faults: faults.toSorted((a, b) => a.line - b.line),
  };
}

function readLines(octets: Uint8Array): readonly Line[] {
  try {
    return parse(Buffer.from(octets), {
      bom: true,
      columns: checkHeader,
      encoding: "utf8",
      info: true,
      max_record_size: MAX_PLAN_LINE_LENGTH,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly Line[];
  } catch (cause) {
    if (symbolonErrors.is(cause)) throw cause;
    const { message, lines } = cause as CsvError & { lines?: number };
    throw symbolonErrors.error(
      "PLAN_FILE_INVALID",
      `not CSV${lines === undefined ? "" : ` at line ${lines}`}: ${message}`,
      { cause },
    );
  }
}

function checkHeader(names: readonly string[]): string[] {
  const columns = names.map((name) => name.trim().toLowerCase());
  const missing = REQUIRED.filter((name) => !columns.includes(name));
  const unknown = columns.filter((name, index) => !COLUMNS.has(name) || columns.indexOf(name) !== index);
  if (missing.length > 0 || unknown.length > 0) {
    const faults = [
      ...missing.map((name) => `${name} is missing`),
      ...unknown.map((name) => `${JSON.stringify(name)} is unknown or repeated`),
    ];
    throw symbolonErrors.error(
      "PLAN_FILE_INVALID",
      `the header line is wrong: ${faults.join(", ")}; columns are ${[...COLUMNS].join(",")}`,
    );
  }
  return columns;
}

function checkLine(line: number, record: Line["record"]): PlanRow | { line: number; reason: string } {
  const start = NUMBER.exec(record["start"] ?? "")?.[1];
  const end = NUMBER.exec(record["end"] ?? "")?.[1];
  const reason = faultOf(start, end, record);
  if (reason !== undefined || start === undefined || end === undefined) return { line, reason: reason ?? "" };
  return {
    line,
    start,
    end,
    holder: record["holder"] ?? "",
    ...optional("countryCode", record["country_code"]),
    ...optional("price", record["price"]),
    ...optional("currency", record["currency"]),
  };
}

function faultOf(start: string | undefined, end: string | undefined, record: Line["record"]): string | undefined {
  if (start === undefined) return `start ${JSON.stringify(record["start"] ?? "")} is not 5 to 15 digits`;
  if (end === undefined) return `end ${JSON.stringify(record["end"] ?? "")} is not 5 to 15 digits`;
  if (start.length !== end.length) return `start has ${start.length} digits, end has ${end.length}`;
  if (start > end) return "start is greater than end";
  return fieldFaultOf(record);
}

/** Form of the columns that may be empty. */
const OPTIONAL_COLUMNS: readonly (readonly [name: string, form: RegExp, words: string])[] = [
  ["country_code", /^([1-9][0-9]{0,2}|)$/, "an E.164 country code"],
  ["price", /^([0-9]{1,12}|)$/, "a whole number of minor units"],
  ["currency", /^([A-Z]{3}|)$/, "an ISO 4217 code"],
];

function fieldFaultOf(record: Line["record"]): string | undefined {
  const { holder = "", price = "", currency = "" } = record;
  if (holder === "") return "the holder is empty";
  for (const [name, form, words] of OPTIONAL_COLUMNS) {
    const value = record[name] ?? "";
    if (!form.test(value)) return `${name} ${JSON.stringify(value)} is not ${words}`;
  }
  return price === "" || currency !== "" ? undefined : "a price without a currency";
}

function optional<Name extends string>(name: Name, value: string | undefined): { readonly [key in Name]?: string } {
  return (value === undefined || value === "" ? {} : { [name]: value }) as { readonly [key in Name]?: string };
}
