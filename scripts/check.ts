import { spawn } from "node:child_process";
import { join } from "node:path";

/** The static gates, in the order in which they are quickest to fail. */
const gates: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ["format", "oxfmt", ["--check", "."]],
  ["types", "tsc", ["--noEmit"]],
  ["types of the pure packages", "tsc", ["--noEmit", "-p", "tsconfig.pure.json"]],
  ["lint", "oxlint", ["--type-aware"]],
  ["unused code and undeclared dependencies", "knip", ["--strict", "--no-progress"]],
  ["documents", "node", ["scripts/generate-docs.ts", "--check"]],
];

const bin = join(import.meta.dirname, "..", "node_modules", ".bin");

for (const [name, command, args] of gates) {
  const startedAt = performance.now();
  const { status, output } = await run(join(bin, command), args);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (status !== 0) {
    console.log(output);
    process.exit(1);
  }
}

function run(command: string, args: readonly string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: join(import.meta.dirname, ".."), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject).once("close", (status) => {
      resolve({ status, output });
    });
  });
}
