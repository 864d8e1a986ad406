import { Command } from "commander";
import { type MemberOptions, withMemberOptions } from "../connection/member-options.ts";
import type { ConsoleOutput } from "../console/console-output.ts";

export interface PairOptions extends MemberOptions {
  readonly with: string;
  readonly currency: string;
}

const load = () => import("../settlement/operations.ts");

export function settlementCommand(output: ConsoleOutput): Command {
  const command = new Command("settlement").description("what members owe each other");
  withMemberOptions(command.command("accounts").description("balances of this member, or of all"))
    .option("--all", "of all members")
    .action(async (options: MemberOptions & { readonly all?: boolean }) => (await load()).accounts(options, output));
  paired(command.command("statement").description("entries between this member and another, newest last")).action(
    async (options: PairOptions) => (await load()).statement(options, output),
  );
  paired(command.command("credit").description("set how far another member may owe this one"))
    .requiredOption("--limit <minor units>", "0 takes the credit back")
    .action(async (options: PairOptions & { readonly limit: string }) => (await load()).credit(options, output));
  paired(command.command("pay").description("announce a payment made outside the ledger; the other member confirms it"))
    .requiredOption("--amount <minor units>", "what was paid")
    .requiredOption("--reference <text>", "of the payment")
    .action(async (options: PairOptions & { readonly amount: string; readonly reference: string }) =>
      (await load()).pay(options, output),
    );
  withMemberOptions(command.command("confirm").description("confirm a payment that another member announced"))
    .argument("<payment>", "its identifier")
    .option("--refuse", "it did not arrive")
    .action(async (payment: string, options: MemberOptions & { readonly refuse?: boolean }) =>
      (await load()).confirm(payment, options, output),
    );
  return command;
}

function paired(command: Command): Command {
  return withMemberOptions(command)
    .requiredOption("--with <member>", "the other member")
    .requiredOption("--currency <code>", "ISO 4217");
}
