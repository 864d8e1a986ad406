import { existsSync } from "node:fs";
import { join } from "node:path";
import type { MemberProfile } from "@symbolon/contracts/members";
import { readGenesis } from "@symbolon/member";
import { symbolonErrors } from "../errors.ts";
import { devnetFiles } from "./create-devnet.ts";
import { checkPortBase, DEFAULT_PORT_BASE, faceOffsets } from "./ports.ts";
import { type DevnetParticipant, participants, participantsOf } from "./topology.ts";

/** What a devnet is made with, once and for all. */
export interface DevnetShape {
  readonly portBase: number;
  readonly members: number;
}

/** The shape of the devnet in a directory, as its genesis says; undefined where there is none. */
function findDevnet(directory: string): DevnetShape | undefined {
  const file = join(directory, devnetFiles.genesis);
  if (!existsSync(file)) return undefined;
  const { founders } = readGenesis(file).contracts["members"] as unknown as {
    readonly founders: readonly MemberProfile[];
  };
  const api = founders[0]?.endpoints.find(({ type }) => type === "api")?.port ?? DEFAULT_PORT_BASE + faceOffsets.api;
  return { portBase: api - faceOffsets.api, members: founders.length };
}

export interface DevnetWishes {
  readonly directory: string;
  readonly portBase?: number | undefined;
  readonly members?: number | undefined;
  /** The devnet that is there will be made anew: its shape does not count. */
  readonly reset: boolean;
}

/**
 * The shape that is wished for, where nothing is said the one that the devnet has.
 * @throws WRONG_USAGE for an impossible shape, or another one than the devnet has
 */
export function devnetShape({ directory, reset, ...wished }: DevnetWishes): {
  readonly portBase: number;
  readonly participants: readonly DevnetParticipant[];
} {
  const known = reset ? undefined : findDevnet(directory);
  const members = wished.members ?? known?.members ?? participants.length;
  const portBase = wished.portBase ?? known?.portBase ?? DEFAULT_PORT_BASE;
  const chosen = participantsOf(members);
  checkPortBase(portBase, members);
  if (known !== undefined && (known.members !== members || known.portBase !== portBase)) {
    throw symbolonErrors.error(
      "WRONG_USAGE",
      `the devnet in ${directory} has ${known.members} members from port ${known.portBase} on: leave out --members and --port-base, or give --reset`,
    );
  }
  return { portBase, participants: chosen };
}
