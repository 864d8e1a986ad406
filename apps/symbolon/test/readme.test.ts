import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { DEFAULT_PORT_BASE } from "../src/devnet/ports.ts";
import { deadlines } from "./deadlines.ts";
import { RunningDevnet } from "./running-devnet.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PROGRAM = join(ROOT, packageJson.scripts.symbolon.replace("node ", ""));
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/**
 * The rule: every line of a block marked `sh` is a command that a newcomer can give while `npm start` is up, in the order
 * of the document, and that ends with 0 and says something. A block marked `sh norun` is not run.
 */
const blocks = [...README.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text = ""]) => text);
const commands = blocks.flatMap((text) => text.replaceAll("\\\n", " ").trim().split("\n"));

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start();
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

/** The same command for the devnet of this test: its ports, and the program without npm, which would leave its directory. */
function here(command: string): string {
  return command
    .replaceAll(/^npm run -s symbolon --/g, `'${process.execPath}' '${PROGRAM}'`)
    .replaceAll(/(127\.0\.0\.1:|-p )(7[0-9]{3})\b/g, (_, before: string, port: string) => {
      return `${before}${Number(port) - DEFAULT_PORT_BASE + devnet.portBase}`;
    });
}

function isInstalled(name: string): boolean {
  return spawnSync("bash", ["-c", `command -v ${name}`]).status === 0;
}

describe("README.md", () => {
  it("shows commands, and those that start and test everything", () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(README).toMatch(/^```sh norun\nnpm start\n```$/m);
    expect(README).toMatch(/^```sh norun\nnpm test\n```$/m);
    for (const [, name = ""] of README.matchAll(/^npm (?:run -s )?([a-z]+)/gm))
      expect(Object.keys(packageJson.scripts)).toContain(name);
  });

  it.for(commands)("%s", (command, { skip }) => {
    const [name = ""] = command.split(" ");
    if (!isInstalled(name) && process.env["CI"] !== "true") skip(`${name} is not installed`);
    const { status, stdout, stderr } = spawnSync("bash", ["-c", here(command)], {
      cwd: devnet.home,
      encoding: "utf8",
      timeout: deadlines.command,
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout.trim()).not.toBe("");
    expect(stdout).not.toMatch(/"status":[45]\d\d/);
  });
});
