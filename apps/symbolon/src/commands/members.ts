import { Command } from "commander";
import { type MemberOptions, withMemberOptions } from "../connection/member-options.ts";
import type { ConsoleOutput } from "../console/console-output.ts";

export interface ReasonOptions extends MemberOptions {
  readonly reason: string;
}

export interface RotateOptions extends MemberOptions {
  readonly key: string;
  readonly overlapDays: string;
}

const load = () => import("../members/operations.ts");

export function membersCommand(output: ConsoleOutput): Command {
  const command = new Command("members").description("who belongs to the alliance: join, vote, rotate keys");
  reading(command, output);
  votes(command, output);
  withMemberOptions(
    command
      .command("rotate")
      .description("replace a key of this member by a new one, with an overlap (its CA key must be in the key store)"),
  )
    .option("--key <label>", "label of the key in the key store", "admin")
    .option("--overlap-days <n>", "days that the old key still counts", "7")
    .action(async (options: RotateOptions) => (await load()).rotate(options, output));
  withMemberOptions(command.command("revoke").description("end a certificate of this member at once"))
    .argument("<certificate>", "its identifier, as `members show` lists it")
    .action(async (certificate: string, options: MemberOptions) => (await load()).revoke(certificate, options, output));
  return command;
}

function reading(command: Command, output: ConsoleOutput): void {
  withMemberOptions(command.command("list").description("all members")).action(async (options: MemberOptions) =>
    (await import("../members/reading.ts")).list(options, output),
  );
  withMemberOptions(command.command("show").description("a member, its endpoints and certificates"))
    .argument("<member>", "identifier of the member")
    .action(async (id: string, options: MemberOptions) =>
      (await import("../members/reading.ts")).show(id, options, output),
    );
  withMemberOptions(command.command("proposals").description("what the members vote on")).action(
    async (options: MemberOptions) => (await import("../members/reading.ts")).proposals(options, output),
  );
}

function votes(command: Command, output: ConsoleOutput): void {
  withMemberOptions(command.command("join").description("propose an applicant whose application file you were given"))
    .argument("<application>", "file that `symbolon init` wrote for the applicant")
    .action(async (file: string, options: MemberOptions) => (await load()).join(file, options, output));
  withMemberOptions(command.command("approve").description("vote for a proposal"))
    .argument("<proposal>", "its identifier")
    .option("--against", "vote against it")
    .action(async (proposal: string, options: MemberOptions & { readonly against?: boolean }) =>
      (await load()).vote(proposal, options, output),
    );
  withMemberOptions(command.command("suspend").description("propose to suspend a member"))
    .argument("<member>", "identifier of the member")
    .requiredOption("--reason <text>", "why")
    .action(async (member: string, options: ReasonOptions) =>
      (await load()).propose("member.suspend", member, options, output),
    );
  withMemberOptions(command.command("reinstate").description("propose to take a suspended member in again"))
    .argument("<member>", "identifier of the member")
    .requiredOption("--reason <text>", "why")
    .action(async (member: string, options: ReasonOptions) =>
      (await load()).propose("member.reinstate", member, options, output),
    );
}
