import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadMemberConfig, type MemberConfig } from "@symbolon/member/config";
import type { Command } from "commander";
import { hasDevnetDocument, readDevnetDocument } from "../devnet/devnet-document.ts";
import { symbolonErrors } from "../errors.ts";

/** How a command names the member that it acts for. */
export interface MemberOptions {
  readonly config?: string;
  readonly dir: string;
  readonly member?: string;
}

/** Adds the options that {@link findMember} reads. */
export function withMemberOptions(command: Command): Command {
  return command
    .option("--config <file>", "configuration of the member to act for", process.env["SYMBOLON_CONFIG"])
    .option(
      "--dir <directory>",
      "directory of the devnet, when no --config is given",
      process.env["SYMBOLON_DIR"] ?? ".symbolon",
    )
    .option("--member <id>", "member of the devnet to act for; its first one when not given");
}

/** The configuration of the member that a command acts for. @throws NO_DEVNET, CONFIG_UNREADABLE, CONFIG_INVALID */
export function findMember(options: MemberOptions): MemberConfig {
  const file = options.config ?? devnetConfig(resolve(options.dir), options.member);
  return loadMemberConfig({ file, environment: {}, options: {} });
}

function devnetConfig(directory: string, member: string | undefined): string {
  if (!hasDevnetDocument(directory)) throw symbolonErrors.error("NO_DEVNET", `there is no devnet in ${directory}`);
  const { members } = readDevnetDocument(directory);
  const id = member ?? members[0]?.id ?? "";
  const file = join(directory, id, "member.yaml");
  if (members.some((known) => known.id === id) && existsSync(file)) return file;
  throw symbolonErrors.error(
    "WRONG_USAGE",
    `the devnet has no member ${id}; it has ${members.map((known) => known.id).join(", ")}`,
  );
}
