import { setTimeout as pause } from "node:timers/promises";
import { findMember } from "@symbolon/contracts/members";
import { findApplication, findRange, listRanges, type RangeRecord } from "@symbolon/contracts/numbers";
import { findPricing, revisionAt } from "@symbolon/contracts/settlement";
import type { StateReader } from "@symbolon/state";
import type { ApplyOptions, InjectOptions, OpenOptions, RangeOptions, RecordOptions } from "../commands/numbers.ts";
import { type MemberSession, withSession } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { symbolonErrors } from "../errors.ts";
import { injectPlan } from "../plan-file/inject-plan.ts";
import { openAccountsAndWait } from "./open-accounts.ts";

const IMSI_LENGTH = 15;

export async function inject(options: InjectOptions, output: ConsoleOutput): Promise<void> {
  const { kind, start, end, price, currency } = options;
  const done = await withSession(options, (session) =>
    injectPlan(kind, [{ line: 1, start, end, holder: "", price, currency }], session),
  );
  output.answer(done, done.injected > 0 ? `injected ${start} to ${end}` : `${start} was injected before`);
}

export async function apply(options: ApplyOptions, output: ConsoleOutput): Promise<void> {
  const { kind, count, start, prefix, pattern, contiguous } = options;
  const length = Number(options.length ?? start?.length ?? pattern?.length ?? IMSI_LENGTH);
  const wishes = { kind, length, count: Number(count), start, prefix, pattern, contiguous };
  const { result, height } = await withSession(options, ({ api }) => api.call("numbers", "apply", wishes));
  const { application, granted, ranges } = result as unknown as {
    application: string;
    granted: number;
    ranges: readonly { start: string; end: string }[];
  };
  const lines = ranges.map((range) => `  ${range.start} to ${range.end}`);
  output.answer(
    result,
    `reserved ${granted} of ${count} at height ${height}\n${lines.join("\n")}\napplication ${application}`,
  );
}

export async function open(application: string, options: OpenOptions, output: ConsoleOutput): Promise<void> {
  const answer = await withSession(options, async ({ api, state }) => {
    const { kind, ranges } = requireApplication(state, application);
    if (kind === "msisdn")
      return (await api.call("numbers", "open", { application }, `open-${application.slice(0, 40)}`)).result;
    return openAccountsAndWait(api, { application, ranges, ...options }, (text, done) => {
      output.progress(text, done);
    });
  });
  output.answer(answer, `opened: ${JSON.stringify(answer)}`);
}

export async function record(application: string, options: RecordOptions, output: ConsoleOutput): Promise<void> {
  const receipt = await withSession(options, (session) => recordApplication(application, options, session));
  output.answer(receipt.result, `recorded at height ${receipt.height}: ${JSON.stringify(receipt.result)}`);
}

/** Records what the application holds in status `opened`, at the prices in force. */
export function recordApplication(
  application: string,
  options: Pick<RecordOptions, "endpoint" | "policy" | "maximumFee">,
  { api, config, state }: MemberSession,
) {
  const { kind, ranges } = requireApplication(state, application);
  const pieces = ranges.flatMap((range) => opened(state, { ...range, kind }, application));
  const dataManagement = options.endpoint.map((name) => endpointReference(state, config.member, name));
  const routing = { dataManagement, credentialPolicy: options.policy };
  return api.call("numbers", "record", {
    kind,
    ranges: pieces.map(({ start, end }) => ({ start, end, routing })),
    prices: pricesOf(state, pieces),
    ...(options.maximumFee === undefined ? {} : { maximumFee: options.maximumFee }),
  });
}

export async function release(options: RangeOptions, output: ConsoleOutput): Promise<void> {
  const { kind, start, end } = options;
  const { result, height } = await withSession(options, ({ api }) =>
    api.call("numbers", "release", { kind, ranges: [{ start, end }] }),
  );
  output.answer(result, `released ${start} to ${end} at height ${height}: in quarantine, then free`);
}

export async function reclaim(
  options: RangeOptions & { readonly reason: string },
  output: ConsoleOutput,
): Promise<void> {
  const { kind, start, end, reason } = options;
  const body = { kind, ranges: [{ start, end }], reason };
  const { result } = await withSession(options, ({ api }) =>
    api.call("governance", "propose", { kind: "number.reclaim", body }),
  );
  output.answer(
    result,
    `proposed: ${JSON.stringify(result)}\nthe others vote with \`symbolon members approve PROPOSAL\``,
  );
}

function requireApplication(state: StateReader, id: string) {
  const application = findApplication(state, id);
  if (application !== undefined) return application;
  throw symbolonErrors.error("WRONG_USAGE", `there is no application ${id}`);
}

/** Pieces of an application that are open and not recorded yet. */
function opened(
  state: StateReader,
  { kind, start, end }: { kind: RangeRecord["kind"]; start: string; end: string },
  application: string,
): readonly RangeRecord[] {
  const pieces: RangeRecord[] = [];
  let from: string | undefined = start;
  while (from !== undefined && from <= end) {
    const range: RangeRecord | undefined = findRange(state, kind, from);
    if (range === undefined) break;
    if (range.status === "opened" && range.application === application) pieces.push(range);
    [from] = listRanges(state, kind, range.end, 2)
      .slice(1)
      .map((next) => next.start);
  }
  return pieces;
}

function endpointReference(state: StateReader, memberId: string, name: string) {
  const endpoint = findMember(state, memberId)?.endpoints.find((known) => known.name === name);
  if (endpoint !== undefined) return { type: endpoint.type, endpoint: name };
  throw symbolonErrors.error(
    "WRONG_USAGE",
    `${memberId} has no endpoint ${name}; \`symbolon members show ${memberId}\` lists them`,
  );
}

function pricesOf(state: StateReader, pieces: readonly RangeRecord[]) {
  const ids = new Set(pieces.flatMap(({ pricing }) => pricing ?? []));
  return [...ids].map((id) => {
    const pricing = findPricing(state, id);
    if (pricing === undefined) throw symbolonErrors.error("WRONG_USAGE", `there is no pricing contract ${id}`);
    return { pricing: id, revision: revisionAt(pricing, Date.now()).revision };
  });
}

/** Waits until this member's copy has reached a height: what was just committed is then read here too. */
export async function reached(state: StateReader, height: number, timeout = 10_000): Promise<void> {
  const deadline = performance.now() + timeout;
  while (state.head().height < height) {
    if (performance.now() > deadline)
      throw symbolonErrors.error("NOT_REACHABLE", `this member's copy has not reached height ${height}`);
    await pause(5);
  }
}
