import { parseIdentifier } from "@symbolon/base";
import {
  countNumbers,
  effectiveStatus,
  findNumber,
  findPlan,
  listRanges,
  type RangeRecord,
} from "@symbolon/contracts/numbers";
import type { StateReader } from "@symbolon/state";
import type { ListOptions } from "../commands/numbers.ts";
import type { MemberOptions } from "../connection/member-options.ts";
import { withState } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { table } from "../console/table.ts";
import { symbolonErrors } from "../errors.ts";

const SCAN_STEP = 1000;
const LENGTHS = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;

export async function list(options: ListOptions, output: ConsoleOutput): Promise<void> {
  const { height, ranges } = await withState(options, ({ state }) => ({
    height: state.head().height,
    ranges: select(state, options),
  }));
  const rows = ranges.map((range) => [
    range.start,
    range.end,
    String(countNumbers(range)),
    range.status,
    range.holder ?? "",
    range.pricing ?? "",
  ]);
  const text =
    rows.length === 0 ? "no range fits" : table(["start", "end", "numbers", "status", "holder", "pricing"], rows);
  output.answer({ height, ranges }, text, ranges.length === 0 ? 1 : 0);
}

/** Ranges in use or in the pool; the unassigned rest of the space only when it is asked for. */
function select(state: StateReader, { kind, holder, status, limit }: ListOptions): readonly RangeRecord[] {
  const found: RangeRecord[] = [];
  const { blockTime } = state.head();
  for (const length of LENGTHS) {
    for (const range of allRanges(state, kind, length)) {
      const now = effectiveStatus(range, blockTime);
      const wanted = status === undefined ? now !== "unassigned" : now === status;
      if (wanted && (holder === undefined || range.holder === holder)) found.push({ ...range, status: now });
      if (found.length >= Number(limit)) return found;
    }
  }
  return found;
}

function* allRanges(state: StateReader, kind: ListOptions["kind"], length: number): Generator<RangeRecord> {
  let from: string | undefined = "0".repeat(length);
  while (from !== undefined) {
    const step: readonly RangeRecord[] = listRanges(state, kind, from, SCAN_STEP);
    yield* step;
    const last = step.at(-1)?.end;
    const next = last === undefined ? "" : String(Number(last) + 1).padStart(length, "0");
    from = step.length < SCAN_STEP || next.length > length ? undefined : next;
  }
}

export async function show(text: string, options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const identifier = parseIdentifier(text);
  if (identifier.kind !== "imsi" && identifier.kind !== "msisdn")
    throw symbolonErrors.error("WRONG_USAGE", `${text} is no number: imsi-... or msisdn-...`);
  const { kind, digits } = identifier;
  const shown = await withState(options, ({ state }) => {
    const { height, blockTime } = state.head();
    const number = findNumber(state, kind, digits);
    const plan = findPlan(state, kind, digits);
    const status = number === undefined ? undefined : effectiveStatus(number.range, blockTime);
    return { identifier: text, status, ...number, ...(plan === undefined ? {} : { plan }), height };
  });
  const known = shown.status !== undefined && (shown.status !== "unassigned" || "plan" in shown);
  output.answer(shown, JSON.stringify(shown, null, 2), known ? 0 : 1);
}
