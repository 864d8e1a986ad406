import type { NumberKind } from "@symbolon/base";
import { type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireSubmitterWithRole } from "../members/permission.ts";
import { keyIn, planDatasetKey } from "./keys.ts";
import { NO_BATCH_DIGEST, planDigest } from "./plan-digest.ts";
import { findPlanDataset, firstFrom } from "./reading.ts";
import { requireDisjoint } from "./ranges.ts";
import type { PlanDatasetRecord, PlanRecord } from "./records.ts";
import type { ImportPlanArgs, PlanLine } from "./schemas.ts";

interface PlanImport {
  readonly name: string;
  readonly kind: NumberKind;
  readonly fileHash: string;
  readonly batches: number;
  readonly digest: string;
}

/** @throws PROPOSAL_INVALID for a name that is taken */
export function checkPlanImport(view: StateView, { name }: PlanImport): void {
  if (findPlanDataset(view, name) !== undefined) {
    throw contractErrors.error("PROPOSAL_INVALID", `plan data of the name ${name} are approved already`);
  }
}

export function approvePlanImport(view: StateView, { name, kind, fileHash, batches, digest }: PlanImport): void {
  const record: PlanDatasetRecord = { v: 1, name, kind, fileHash, batches, imported: 0, nextDigest: digest };
  writeRecord(view, planDatasetKey(name), record);
}

/** One batch of approved plan data; a batch that is in already changes nothing. @throws MEMBER_ROLE_REQUIRED, PLAN_NOT_APPROVED, PLAN_BATCH_REFUSED, PLAN_OVERLAP, RANGE_INVALID, RANGE_OVERLAP @returns how far the import is */
export function importPlan(view: StateView, args: ImportPlanArgs): PlanDatasetRecord {
  requireSubmitterWithRole(view, "registry");
  const { name, batch, lines, nextDigest } = args;
  const dataset = findPlanDataset(view, name);
  if (dataset === undefined) {
    throw contractErrors.error("PLAN_NOT_APPROVED", `the members have approved no plan data of the name ${name}`);
  }
  if (batch < dataset.imported) return dataset;
  requireNext(view, dataset, args);
  for (const line of requireDisjoint(lines)) addLine(view, dataset, line);
  const record: PlanDatasetRecord = { ...dataset, imported: batch + 1, nextDigest };
  writeRecord(view, planDatasetKey(name), record);
  view.emit({ type: "numbers.plan-imported", data: { name, imported: record.imported, batches: record.batches } });
  return record;
}

function requireNext(view: StateView, dataset: PlanDatasetRecord, { batch, lines, nextDigest }: ImportPlanArgs): void {
  const { name, imported, batches } = dataset;
  const refuse = (reason: string) => contractErrors.error("PLAN_BATCH_REFUSED", `${name}: ${reason}`);
  if (batch > imported || batch >= batches) throw refuse(`batch ${imported} of ${batches} comes next, not ${batch}`);
  if ((batch === batches - 1) !== (nextDigest === NO_BATCH_DIGEST))
    throw refuse("only the last batch has none after it");
  if (planDigest(lines, nextDigest, (bytes) => view.sha256(bytes)) !== dataset.nextDigest) {
    throw refuse(`batch ${batch} is not the one that the members approved`);
  }
}

function addLine(view: StateView, { kind, name }: PlanDatasetRecord, { start, end, holder }: PlanLine): void {
  const there = firstFrom<PlanRecord>(view, "plan", kind, start);
  if (there !== undefined && there.start <= end) {
    if (isSame(there, { start, end, holder })) return;
    throw contractErrors.error(
      "PLAN_OVERLAP",
      `${start}..${end} overlaps ${there.start}..${there.end} of ${there.holder.outside}`,
      {
        details: { start, end, dataset: there.dataset },
      },
    );
  }
  const record: PlanRecord = { v: 1, kind, start, end, holder, dataset: name };
  writeRecord(view, keyIn("plan", kind, end), record);
}

function isSame(a: PlanLine, b: PlanLine): boolean {
  return (
    a.start === b.start &&
    a.end === b.end &&
    a.holder.outside === b.holder.outside &&
    a.holder.country === b.holder.country
  );
}
