import { Command } from "commander";
import { type MemberOptions, withMemberOptions } from "../connection/member-options.ts";
import type { ConsoleOutput } from "../console/console-output.ts";

const load = () => import("../ledger/operations.ts");

export function ledgerCommand(output: ConsoleOutput): Command {
  const command = new Command("ledger").description("this member's copy of the ledger: watch, verify, export");
  withMemberOptions(command.command("status").description("where the copy stands")).action(
    async (options: MemberOptions) => (await load()).status(options, output),
  );
  withMemberOptions(command.command("watch").description("print each new block until interrupted"))
    .option("--blocks <n>", "stop after so many blocks")
    .action(async (options: MemberOptions & { readonly blocks?: string }) => (await load()).watch(options, output));
  withMemberOptions(command.command("verify").description("execute all blocks anew and compare every root and record"))
    .option("--archive <file>", "verify an exported archive instead of this copy")
    .action(async (options: MemberOptions & { readonly archive?: string }) => (await load()).verify(options, output));
  withMemberOptions(command.command("export").description("write all blocks into a portable archive"))
    .argument("<file>", "archive to write")
    .action(async (file: string, options: MemberOptions) => (await load()).exportTo(file, options, output));
  return command;
}
