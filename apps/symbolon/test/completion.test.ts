import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runSymbolon } from "./run-symbolon.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

const commands = ["up", "init", "node", "resolve", "verify", "numbers", "members", "settlement", "ledger", "doctor"];

describe("symbolon completion", () => {
  it.concurrent.each(["bash", "zsh", "fish"])("knows every command for %s", async (shell) => {
    const { status, stdout } = await runSymbolon(["completion", shell]);
    expect(status).toBe(0);
    for (const word of [...commands, "inject", "suspend", "export", "--port-base"]) expect(stdout).toContain(word);
    const isThere = spawnSync(shell, ["-c", "true"]).status === 0;
    if (!isThere) return;
    using temporary = new TemporaryDirectory();
    writeFileSync(temporary.at("script"), stdout);
    expect(spawnSync(shell, ["-n", temporary.at("script")]).status).toBe(0);
  });

  it("completes words in bash", async () => {
    const { stdout } = await runSymbolon(["completion", "bash"]);
    const complete = (words: readonly string[]) =>
      execFileSync("bash", [
        "-c",
        `${stdout}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})\nCOMP_CWORD=${words.length - 1}\n_symbolon\nprintf '%s\\n' "\${COMPREPLY[@]}"`,
      ])
        .toString()
        .trim()
        .split("\n");
    expect(complete(["symbolon", "se"])).toEqual(["settlement"]);
    expect(complete(["symbolon", "numbers", "rec"])).toEqual(expect.arrayContaining(["record", "reclaim"]));
    expect(complete(["symbolon", "up", "--on"])).toEqual(["--once"]);
    expect(complete(["symbolon", "completion", "f"])).toEqual(["fish"]);
  });

  it("exits with 2 for another shell", async () => {
    expect((await runSymbolon(["completion", "tcsh"])).status).toBe(2);
  });
});

describe("symbolon help", () => {
  it("groups the commands and says what exit statuses mean", async () => {
    const { status, stdout } = await runSymbolon(["--help"]);
    expect(status).toBe(0);
    for (const word of [...commands, "Exit status", "completion"]) expect(stdout).toContain(word);
    expect((await runSymbolon(["numbers", "apply", "--help"])).stdout).toContain("--pattern");
    expect((await runSymbolon(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("of nothing at all exits with 2", async () => {
    expect((await runSymbolon([])).status).toBe(2);
  });
});
