import type { Command } from "commander";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

interface CompletionEntry {
  /** Words after `symbolon`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly string[];
}

/** A script that completes the words of every command, made from the commands themselves. */
export function completionScript(shell: Shell, program: Command): string {
  const entries = collect(program, []);
  return shell === "fish" ? fish(entries) : bash(entries, shell === "zsh");
}

function collect(command: Command, path: readonly string[]): readonly CompletionEntry[] {
  const children = command.commands.flatMap((child) => collect(child, [...path, child.name()]));
  const options = command.options.flatMap(({ long }) => (typeof long === "string" ? [long] : []));
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const words = [...command.commands.map((child) => child.name()), ...choices, ...options, "--help"];
  return [{ path: path.join(" "), words: [...new Set(words)] }, ...children];
}

function bash(entries: readonly CompletionEntry[], zsh: boolean): string {
  const cases = entries.map(({ path, words }) => `    "${path}") words="${words.join(" ")}" ;;`).join("\n");
  return `${zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_symbolon() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ "$word" == -* ]] || path="\${path:+$path }$word"
  done
  case "$path" in
${cases}
  esac
  COMPREPLY=( $(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}") )
}
complete -o default -F _symbolon symbolon
`;
}

function fish(entries: readonly CompletionEntry[]): string {
  const lines = entries.map(({ path, words }) => {
    const seen =
      path === ""
        ? "__fish_use_subcommand"
        : path
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join("; and ");
    return `complete -c symbolon -n "${seen}" -a "${words.join(" ")}"`;
  });
  return `${lines.join("\n")}\n`;
}
