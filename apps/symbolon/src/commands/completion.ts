import { Argument, Command } from "commander";
import { completionScript, shells, type Shell } from "../console/completion-script.ts";
import type { ConsoleOutput } from "../console/console-output.ts";

export function completionCommand(output: ConsoleOutput, program: () => Command): Command {
  return new Command("completion")
    .description("print a completion script for a shell")
    .addArgument(new Argument("<shell>", "your shell").choices([...shells]))
    .addHelpText(
      "after",
      "\nbash: source <(symbolon completion bash)\nzsh:  source <(symbolon completion zsh)\nfish: symbolon completion fish | source",
    )
    .action((shell: Shell) => {
      const script = completionScript(shell, program());
      output.answer({ shell, script }, script);
    });
}
