import { CommanderError } from "commander";
import { ConsoleOutput } from "./console/console-output.ts";
import { buildProgram } from "./program.ts";

/** Runs one command line. @returns the exit status */
export async function main(words: readonly string[]): Promise<number> {
  const streams = { out: process.stdout, err: process.stderr };
  const output = new ConsoleOutput({ json: words.includes("--json") }, streams);
  try {
    await buildProgram(output).parseAsync([...words], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    output.failure(error);
  }
  return output.status;
}
