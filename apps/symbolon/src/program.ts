import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { completionCommand } from "./commands/completion.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { initCommand } from "./commands/init.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { membersCommand } from "./commands/members.ts";
import { nodeCommand } from "./commands/node.ts";
import { numbersCommand } from "./commands/numbers.ts";
import { resolveCommand } from "./commands/resolve.ts";
import { settlementCommand } from "./commands/settlement.ts";
import { upCommand } from "./commands/up.ts";
import { verifyCommand } from "./commands/verify.ts";
import type { ConsoleOutput } from "./console/console-output.ts";

const EPILOGUE = `
Exit status: 0 done, 1 refused or not found, 2 wrong usage or broken input, 3 not reachable or not synchronised.
\`symbolon help COMMAND\` explains a command.`;

/** All commands, grouped as a newcomer meets them. Their work is loaded when they run. */
export function buildProgram(output: ConsoleOutput): Command {
  const program = new Command("symbolon")
    .description("One consortium ledger of who holds each identifier, and the network functions that answer from it.")
    .version(packageJson.version, "-V, --version", "print the version")
    .option("--json", "print one JSON document on standard output and nothing else")
    .helpOption("-h, --help", "explain")
    .addHelpText("after", EPILOGUE)
    .showHelpAfterError("(`symbolon help` lists the commands)");
  program
    .commandsGroup("Start")
    .addCommand(upCommand(output))
    .addCommand(initCommand(output))
    .addCommand(nodeCommand(output));
  program.commandsGroup("Ask").addCommand(resolveCommand(output)).addCommand(verifyCommand(output));
  program
    .commandsGroup("Act")
    .addCommand(numbersCommand(output))
    .addCommand(membersCommand(output))
    .addCommand(settlementCommand(output));
  program
    .commandsGroup("Look after")
    .addCommand(ledgerCommand(output))
    .addCommand(doctorCommand(output))
    .addCommand(completionCommand(output, () => program));
  return withExitOverride(program);
}

/** Wrong usage is thrown to `main` instead of ending the process. */
function withExitOverride(command: Command): Command {
  command.exitOverride();
  for (const child of command.commands) withExitOverride(child);
  return command;
}
