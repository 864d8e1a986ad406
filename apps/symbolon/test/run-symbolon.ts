import { deadlines } from "./deadlines.ts";
import { type ProcessOptions, SymbolonProcess } from "./symbolon-process.ts";

export interface CommandResult {
  /** null: a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the program to its end. */
export async function runSymbolon(words: readonly string[], options: ProcessOptions = {}): Promise<CommandResult> {
  await using command = new SymbolonProcess(words, options);
  const { status } = await command.ended(deadlines.command);
  return { status, stdout: command.stdout, stderr: command.stderr };
}
