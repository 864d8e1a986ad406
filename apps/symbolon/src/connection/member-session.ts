import { openStateReader } from "@symbolon/ledger";
import type { MemberConfig } from "@symbolon/member/config";
import type { StateReader } from "@symbolon/state";
import { MemberApi } from "./member-api.ts";
import { findMember, type MemberOptions } from "./member-options.ts";

/** What a command works with: the member's configuration, its copy of the state, its node. */
export interface MemberSession {
  readonly config: MemberConfig;
  readonly state: StateReader;
  readonly api: MemberApi;
}

/** Runs an action that asks the member's node for something. */
export async function withSession<Answer>(
  options: MemberOptions,
  action: (session: MemberSession) => Promise<Answer>,
): Promise<Answer> {
  const config = findMember(options);
  await using state = openStateReader(config.ledger.state);
  await using api = await MemberApi.open(config);
  return await action({ config, state, api });
}

/** Runs an action that only reads the member's copy of the state; its node need not run. */
export async function withState<Answer>(
  options: MemberOptions,
  action: (session: Pick<MemberSession, "config" | "state">) => Answer | Promise<Answer>,
): Promise<Answer> {
  const config = findMember(options);
  await using state = openStateReader(config.ledger.state);
  return await action({ config, state });
}
