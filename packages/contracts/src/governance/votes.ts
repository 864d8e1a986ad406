import type { JsonObject } from "@symbolon/base";
import { type StateView, writeRecord } from "@symbolon/state";
import { dayMs } from "../contract/time.ts";
import { contractErrors } from "../errors.ts";
import { requireSubmitter } from "../members/permission.ts";
import { findMember } from "../members/reading.ts";
import { readAlliance, type Settings } from "../members/settings.ts";
import { proposalKey } from "./keys.ts";
import { proposalEffects, type ProposalKind } from "./effects.ts";
import { findProposal } from "./reading.ts";
import type { ProposalRecord, Vote } from "./records.ts";

/** Proposes, and votes for it. @throws what the check of this kind of proposal throws */
export function propose(view: StateView, kind: ProposalKind, body: JsonObject): ProposalRecord {
  const proposer = requireSubmitter(view).id;
  proposalEffects[kind].check(view, body as never);
  const { voteDays } = readAlliance(view).settings;
  const proposal: ProposalRecord = {
    v: 1,
    id: view.txId,
    kind,
    body,
    proposer,
    status: "open",
    votes: {},
    proposedAt: view.blockTime,
    expiresAt: view.blockTime + voteDays * dayMs,
  };
  view.emit({ type: "governance.proposed", data: { proposal: proposal.id, kind, proposer } });
  return count(view, proposal, proposer, "for");
}

/** A member's vote stands; the vote that decides carries the proposal out. @throws PROPOSAL_UNKNOWN, PROPOSAL_CLOSED, ALREADY_VOTED */
export function vote(view: StateView, id: string, choice: Vote): ProposalRecord {
  const member = requireSubmitter(view).id;
  const proposal = findProposal(view, id);
  if (proposal === undefined) throw contractErrors.error("PROPOSAL_UNKNOWN", `there is no proposal ${id}`);
  if (proposal.status !== "open" || proposal.expiresAt <= view.blockTime) {
    const state = proposal.status === "open" ? "expired" : proposal.status;
    throw contractErrors.error("PROPOSAL_CLOSED", `the proposal is ${state}`);
  }
  if (Object.hasOwn(proposal.votes, member)) {
    throw contractErrors.error("ALREADY_VOTED", `${member} has voted ${proposal.votes[member]}`);
  }
  return count(view, proposal, member, choice);
}

function count(view: StateView, proposal: ProposalRecord, member: string, choice: Vote): ProposalRecord {
  const counted: ProposalRecord = { ...proposal, votes: { ...proposal.votes, [member]: choice } };
  const status = tally(view, counted);
  const record: ProposalRecord = status === "open" ? counted : { ...counted, status, decidedAt: view.blockTime };
  writeRecord(view, proposalKey(record.id), record);
  view.emit({ type: "governance.voted", data: { proposal: record.id, member, vote: choice } });
  if (status === "open") return record;
  view.emit({ type: `governance.${status}`, data: { proposal: record.id, kind: record.kind } });
  if (status === "passed") carryOut(view, record);
  return record;
}

/** The world may have changed since it was proposed: the check runs again. */
function carryOut(view: StateView, { kind, body }: ProposalRecord): void {
  const { check, execute } = proposalEffects[kind as ProposalKind];
  check(view, body as never);
  execute(view, body as never);
}

/** Only votes of members that are active now count, against all that are active now. */
function tally(view: StateView, proposal: ProposalRecord): ProposalRecord["status"] {
  const { activeMembers, settings } = readAlliance(view);
  const active = Object.keys(proposal.votes).filter((id) => findMember(view, id)?.status === "active");
  const against = active.filter((id) => proposal.votes[id] === "against").length;
  if (isMajority(active.length - against, activeMembers, settings)) return "passed";
  return isMajority(activeMembers - against, activeMembers, settings) ? "open" : "rejected";
}

/** More than the settings' share. */
function isMajority(votes: number, members: number, { majority }: Settings): boolean {
  return votes * majority.denominator > members * majority.numerator;
}
