import {
  findAuthorities,
  findCertificate,
  findMember,
  listCertificates,
  listMembers,
  listProposals,
} from "@symbolon/contracts";
import type { MemberOptions } from "../connection/member-options.ts";
import { withState } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { table } from "../console/table.ts";
import { symbolonErrors } from "../errors.ts";

/** Members, certificates or proposals that are shown at most. */
export const MAX_SHOWN = 10_000;

export async function list(options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const members = await withState(options, ({ state }) => listMembers(state, MAX_SHOWN));
  const rows = members.map(({ id, name, status, roles, endpoints }) => [
    id,
    name,
    status,
    roles.join(" "),
    String(endpoints.length),
  ]);
  output.answer({ members }, table(["id", "name", "status", "roles", "endpoints"], rows));
}

export async function show(id: string, options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const shown = await withState(options, ({ state }) => {
    const member = findMember(state, id);
    if (member === undefined) throw symbolonErrors.error("WRONG_USAGE", `there is no member ${id}`);
    const certificates = listCertificates(state, id, MAX_SHOWN).map((certificate) => ({
      id: certificate,
      ...findCertificate(state, certificate),
    }));
    return {
      member,
      authorities: findAuthorities(state, id, state.head().blockTime),
      certificates,
      height: state.head().height,
    };
  });
  output.answer(shown, JSON.stringify(shown, null, 2));
}

export async function proposals(options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const found = await withState(options, ({ state }) => listProposals(state, MAX_SHOWN));
  const rows = found.map(({ id, kind, status, proposer, votes }) => [
    id,
    kind,
    status,
    proposer,
    Object.entries(votes)
      .map(([who, vote]) => `${who}:${vote}`)
      .join(" "),
  ]);
  output.answer(
    { proposals: found },
    rows.length === 0 ? "no proposals" : table(["id", "kind", "status", "proposer", "votes"], rows),
  );
}
