import { configOptions } from "@symbolon/member/config";
import { Command, Option } from "commander";
import type { ConsoleOutput } from "../console/console-output.ts";

export function nodeCommand(output: ConsoleOutput): Command {
  const command = new Command("node")
    .description("run one member's daemon")
    .requiredOption("--config <file>", "configuration of the member", process.env["SYMBOLON_CONFIG"]);
  for (const { flag, description, environment } of configOptions) {
    command.addOption(new Option(`${flag} <value>`, `${description} (${environment})`));
  }
  return command.action(async (options: Readonly<Record<string, string>>, self: Command) => {
    const { runNode } = await import("../node/run-node.ts");
    await runNode({ file: options["config"] ?? "", options: givenOptions(self) }, output);
  });
}

/** Values given on the command line, by dotted path of the configuration. */
function givenOptions(command: Command): Readonly<Record<string, string>> {
  const given = command.options.flatMap((option) => {
    const known = configOptions.find(({ flag }) => flag === option.long);
    const value: unknown = command.getOptionValue(option.attributeName());
    return known === undefined || typeof value !== "string" ? [] : [[known.path.join("."), value] as const];
  });
  return Object.fromEntries(given);
}
