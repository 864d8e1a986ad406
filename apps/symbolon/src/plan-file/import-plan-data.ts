import { findPlanDataset, MAX_PLAN_LINES, type PlanLine, planDigests } from "@symbolon/contracts/numbers";
import { listProposals } from "@symbolon/contracts";
import type { NumberKind } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto";
import type { StateReader } from "@symbolon/state";
import type { MemberApi } from "../connection/member-api.ts";
import { symbolonErrors } from "../errors.ts";
import type { PlanRow } from "./plan-row.ts";

const NEXT_AFTER_LAST = "0".repeat(64);
/** Proposals that are looked through for one of the same content. */
const MAX_PROPOSALS = 1000;

export interface PlanData {
  readonly name: string;
  readonly kind: NumberKind;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  readonly rows: readonly PlanRow[];
}

interface PlanDataModules {
  readonly api: MemberApi;
  readonly state: StateReader;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Imports plan data that the members have approved; proposes it where they were not asked yet. Batches are chained by digests, so the
 * import can stop anywhere and goes on where the ledger stands.
 * @throws VOTE_PENDING while the vote is open
 */
export async function importPlanData(
  data: PlanData,
  { api, state, onProgress }: PlanDataModules,
): Promise<{ readonly imported: number; readonly batches: number }> {
  const batches = batchesOf(data.rows);
  const digests = planDigests(batches, sha256);
  const dataset = findPlanDataset(state, data.name) ?? (await propose(data, digests, { api, state }));
  for (let batch = dataset.imported; batch < batches.length; batch += 1) {
    const lines = batches[batch] as readonly PlanLine[];
    await api.call("numbers", "importPlan", {
      name: data.name,
      batch,
      lines,
      nextDigest: digests[batch + 1] ?? NEXT_AFTER_LAST,
    });
    onProgress(Math.min((batch + 1) * MAX_PLAN_LINES, data.rows.length), data.rows.length);
  }
  return { imported: data.rows.length, batches: batches.length };
}

function batchesOf(rows: readonly PlanRow[]): readonly (readonly PlanLine[])[] {
  const lines = rows.map(({ start, end, holder, countryCode = "" }) => ({
    start,
    end,
    holder: { outside: holder, country: countryCode },
  }));
  const batches: PlanLine[][] = [];
  for (let at = 0; at < lines.length; at += MAX_PLAN_LINES) batches.push(lines.slice(at, at + MAX_PLAN_LINES));
  return batches;
}

/** Puts the import to the vote. An alliance of one member approves by proposing. */
async function propose(
  { name, kind, hash }: PlanData,
  digests: readonly string[],
  { api, state }: Pick<PlanDataModules, "api" | "state">,
) {
  const open = listProposals(state, MAX_PROPOSALS).find(
    (known) => known.kind === "plan.import" && known.status === "open" && known.body["name"] === name,
  );
  if (open === undefined) {
    const body = { name, kind, fileHash: hash, batches: digests.length, digest: digests[0] };
    const { result, height } = await api.call("governance", "propose", { kind: "plan.import", body });
    const { proposal, status } = result as unknown as { proposal: string; status: string };
    if (status === "passed") return { imported: 0, height };
    throw waiting(name, proposal);
  }
  throw waiting(name, open.id);
}

function waiting(name: string, proposal: string) {
  return symbolonErrors.error(
    "VOTE_PENDING",
    `the members have not approved the plan data ${name} yet (proposal ${proposal})`,
    { details: { proposal } },
  );
}
