import { resolve } from "node:path";
import { Command } from "commander";
import type { ConsoleOutput } from "../console/console-output.ts";

interface DoctorOptions {
  readonly dir: string;
  readonly portBase: string;
}

export function doctorCommand(output: ConsoleOutput): Command {
  return new Command("doctor")
    .description("check an installation and say what to do")
    .option("--dir <directory>", "directory of the devnet", process.env["SYMBOLON_DIR"] ?? ".symbolon")
    .option("--port-base <port>", "first port of the devnet", "7000")
    .action(async ({ dir, portBase }: DoctorOptions) => {
      const { examine } = await import("../doctor/examine.ts");
      const { checks, healthy } = await examine(resolve(dir), Number(portBase));
      const mark = { ok: "ok     ", warning: "warning", fault: "FAULT  " };
      const text = checks.map(
        ({ state, name, finding, remedy }) =>
          `${mark[state]} ${name}: ${finding}${remedy === undefined ? "" : `\n        ${remedy}`}`,
      );
      output.answer({ healthy, checks }, text.join("\n"), healthy ? 0 : 1);
    });
}
