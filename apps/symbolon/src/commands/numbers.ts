import type { NumberKind } from "@symbolon/base";
import { Argument, Command, Option } from "commander";
import { type MemberOptions, withMemberOptions } from "../connection/member-options.ts";
import type { ConsoleOutput } from "../console/console-output.ts";

export interface KindOptions extends MemberOptions {
  readonly kind: NumberKind;
}

export interface RangeOptions extends KindOptions {
  readonly start: string;
  readonly end: string;
}

export interface InjectOptions extends RangeOptions {
  readonly price: string;
  readonly currency: string;
}

export interface ApplyOptions extends KindOptions {
  readonly count: string;
  readonly length?: string;
  readonly start?: string;
  readonly prefix?: string;
  readonly pattern?: string;
  readonly contiguous?: boolean;
}

export interface OpenOptions extends MemberOptions {
  readonly accounts?: string;
  readonly msisdns?: string;
}

export interface RecordOptions extends MemberOptions {
  readonly endpoint: readonly string[];
  readonly policy: "required" | "optional" | "off";
  readonly maximumFee?: string;
}

export interface ListOptions extends KindOptions {
  readonly holder?: string;
  readonly status?: string;
  readonly limit: string;
}

export interface ImportOptions extends KindOptions {
  readonly plan?: string;
  readonly skipBad?: string;
}

const load = () => import("../numbers/operations.ts");

function collect(value: string, list: readonly string[]): readonly string[] {
  return [...list, value];
}

export function numbersCommand(output: ConsoleOutput): Command {
  const command = new Command("numbers").description("the pool of numbers: inject, apply, open, record, release");
  steps(command, output);
  reading(command, output);
  return command;
}

function steps(command: Command, output: ConsoleOutput): void {
  ranged(command.command("inject").description("add numbers to the pool, with their price (S1001)"))
    .requiredOption("--price <minor units>", "occupation fee per number and period of 30 days")
    .requiredOption("--currency <code>", "ISO 4217")
    .action(async (options: InjectOptions) => (await load()).inject(options, output));
  ofKind(command.command("apply").description("ask for M numbers; N <= M of them are reserved (S1002)"))
    .requiredOption("--count <m>", "how many")
    .option("--length <digits>", "digits of a number; as --start or --prefix has it, else 15 for IMSIs")
    .option("--start <digits>", "numbers from here on")
    .option("--prefix <digits>", "first digits")
    .option("--pattern <digits and ?>", "as many characters as a number has digits; ? stands for any digit")
    .option("--contiguous", "only numbers that follow each other")
    .action(async (options: ApplyOptions) => (await load()).apply(options, output));
  withMemberOptions(command.command("open").description("open accounts for the numbers of an application (S1003)"))
    .argument("<application>", "identifier that `apply` gave")
    .option(
      "--accounts <n>",
      "subscriber accounts to open, from the first number on; all when not given, none for telephone numbers",
    )
    .option("--msisdns <start>", "first of the telephone numbers that go with the IMSIs")
    .action(async (application: string, options: OpenOptions) => (await load()).open(application, options, output));
  withMemberOptions(
    command.command("record").description("record the numbers of an application with their routing (S1004)"),
  )
    .argument("<application>", "identifier that `apply` gave")
    .requiredOption("--endpoint <name>", "endpoint of this member that keeps the data; may be repeated", collect, [])
    .addOption(
      new Option("--policy <policy>", "whether queries must carry the user's credential")
        .choices(["required", "optional", "off"])
        .default("optional"),
    )
    .option("--maximum-fee <minor units>", "most that it may cost")
    .action(async (application: string, options: RecordOptions) => (await load()).record(application, options, output));
  ranged(command.command("release").description("give numbers back: quarantine, then free")).action(
    async (options: RangeOptions) => (await load()).release(options, output),
  );
  ranged(command.command("reclaim").description("propose that the alliance takes unpaid or expired numbers back"))
    .requiredOption("--reason <text>", "why")
    .action(async (options: RangeOptions & { readonly reason: string }) => (await load()).reclaim(options, output));
  ofKind(command.command("import").description("inject the ranges of a plan file, or import it as plan data"))
    .addArgument(new Argument("<file>", "CSV: start,end,holder[,country_code][,price,currency]"))
    .option("--plan <name>", "as plan data of this name: original allocations, mostly to operators that are no members")
    .option("--skip-bad <file>", "write bad lines to this file and import the others")
    .action(async (file: string, options: ImportOptions) =>
      (await import("../plan-file/import-command.ts")).importFile(file, options, output),
    );
}

function reading(command: Command, output: ConsoleOutput): void {
  ofKind(command.command("list").description("ranges as they stand on the ledger"))
    .option("--holder <member>", "only what this member holds")
    .option("--status <status>", "only ranges of this status")
    .option("--limit <n>", "at most so many", "50")
    .action(async (options: ListOptions) => (await import("../numbers/reading.ts")).list(options, output));
  withMemberOptions(command.command("show").description("everything that the ledger says of one number"))
    .argument("<identifier>", "imsi-... or msisdn-...")
    .action(async (identifier: string, options: MemberOptions) =>
      (await import("../numbers/reading.ts")).show(identifier, options, output),
    );
}

function ofKind(command: Command): Command {
  return withMemberOptions(command).addOption(
    new Option("--kind <kind>", "kind of number").choices(["imsi", "msisdn"]).makeOptionMandatory(),
  );
}

function ranged(command: Command): Command {
  return ofKind(command)
    .requiredOption("--start <digits>", "first number")
    .requiredOption("--end <digits>", "last number");
}
