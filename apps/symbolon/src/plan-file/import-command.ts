import { writeFileSync } from "node:fs";
import { findMember } from "@symbolon/contracts/members";
import type { StateReader } from "@symbolon/state";
import type { ImportOptions } from "../commands/numbers.ts";
import { type MemberSession, withSession } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { symbolonErrors } from "../errors.ts";
import { importPlanData } from "./import-plan-data.ts";
import { injectPlan } from "./inject-plan.ts";
import type { PlanFault, PlanRow } from "./plan-row.ts";
import { readPlanFile } from "./read-plan-file.ts";

/** Faults that are listed before the rest is only counted. */
export const MAX_FAULTS_LISTED = 50;

/** `symbolon numbers import`: nothing is submitted unless all lines are good, or the bad ones may be left out. */
export async function importFile(file: string, options: ImportOptions, output: ConsoleOutput): Promise<void> {
  const startedAt = performance.now();
  const plan = readPlanFile(file);
  const answer = await withSession(options, async (session) => {
    const strangers = options.plan === undefined ? unknownHolders(plan.rows, session.state) : [];
    const faults = [...plan.faults, ...strangers].toSorted((a, b) => a.line - b.line);
    refuseOrReject(file, faults, options, output);
    const bad = new Set(strangers.map(({ line }) => line));
    return importRows(
      plan.rows.filter(({ line }) => !bad.has(line)),
      plan.hash,
      options,
      session,
      output,
    );
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  output.answer(
    { ...answer, seconds: Number(seconds) },
    `${Object.entries(answer)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")} in ${seconds} s`,
  );
}

async function importRows(
  rows: readonly PlanRow[],
  hash: string,
  { kind, plan }: ImportOptions,
  session: MemberSession,
  output: ConsoleOutput,
): Promise<object> {
  const onProgress = (done: number, total: number) => {
    output.progress(`imported ${done} of ${total} ranges`, done === total);
  };
  if (plan === undefined) return injectPlan(kind, rows, { ...session, onProgress });
  return importPlanData({ name: plan, kind, hash, rows }, { ...session, onProgress });
}

function unknownHolders(rows: readonly PlanRow[], state: StateReader): readonly PlanFault[] {
  const known = new Map<string, boolean>();
  return rows.flatMap(({ line, holder, start, end }) => {
    if (!known.has(holder)) known.set(holder, isMember(state, holder));
    return known.get(holder) === true
      ? []
      : [
          {
            line,
            reason: `unknown holder ${JSON.stringify(holder)}: no such member`,
            text: `${start},${end},${holder}`,
          },
        ];
  });
}

function isMember(state: StateReader, holder: string): boolean {
  return /^[a-z0-9-]{1,40}$/.test(holder) && findMember(state, holder) !== undefined;
}

/** @throws PLAN_FILE_INVALID */
function refuseOrReject(
  file: string,
  faults: readonly PlanFault[],
  { skipBad }: ImportOptions,
  output: ConsoleOutput,
): void {
  if (faults.length === 0) return;
  for (const { line, reason } of faults.slice(0, MAX_FAULTS_LISTED)) output.note(`${file}:${line}: ${reason}`);
  if (faults.length > MAX_FAULTS_LISTED) output.note(`... and ${faults.length - MAX_FAULTS_LISTED} more`);
  if (skipBad === undefined) {
    const listed = faults.map(({ line, reason }) => ({ line, reason }));
    throw symbolonErrors.error("PLAN_FILE_INVALID", `${file} has ${faults.length} bad lines; nothing was submitted`, {
      details: { faults: listed },
    });
  }
  writeFileSync(skipBad, faults.map(({ line, reason, text }) => `# line ${line}: ${reason}\n${text}\n`).join(""));
  output.note(`${faults.length} bad lines were written to ${skipBad}`);
}
