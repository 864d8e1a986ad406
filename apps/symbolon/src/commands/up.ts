import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { ConsoleOutput } from "../console/console-output.ts";
import { DEFAULT_PORT_BASE } from "../devnet/ports.ts";

interface UpFlags {
  readonly dir: string;
  readonly portBase?: string;
  readonly members?: string;
  readonly once?: boolean;
  readonly reset?: boolean;
}

export function upCommand(output: ConsoleOutput): Command {
  return new Command("up")
    .description("bring up a consortium on this machine and play its story")
    .addOption(new Option("--engine <name>", "who orders transactions").choices(["embedded"]).default("embedded"))
    .option("--members <n>", "how many members, 4 to 16 (default: 4, or as many as the devnet in the directory has)")
    .option("--dir <directory>", "where the devnet lives", process.env["SYMBOLON_DIR"] ?? ".symbolon")
    .option(
      "--port-base <port>",
      `first port; a member takes base + 100 x its index + the face's offset (default: ${DEFAULT_PORT_BASE}, or that of the devnet in the directory)`,
    )
    .option("--once", "stop after the story; exit status 1 if a step failed")
    .option("--reset", "start from an empty directory")
    .action(async ({ dir, portBase, members, once = false, reset = false }: UpFlags) => {
      const { up } = await import("../devnet/up.ts");
      const shape = { portBase: numberOf(portBase), members: numberOf(members) };
      await up({ directory: resolve(dir), ...shape, once, reset }, output);
    });
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
