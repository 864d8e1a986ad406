import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** One planted fault per wall of the house: where it stands, its text, the rule that must catch it. */
const planted: readonly (readonly [path: string, text: string, rule: string])[] = [
  ["packages/base/src/a.ts", 'import "node:fs";', "no-restricted-imports"],
  ["packages/base/src/b.ts", 'import "@symbolon/state";', "no-restricted-imports"],
  ["packages/state/src/a.ts", 'import "@symbolon/ledger";', "no-restricted-imports"],
  ["packages/proofs/src/a.ts", 'import "node:crypto";', "no-restricted-imports"],
  ["packages/contracts/src/a.ts", 'import "node:crypto";', "no-restricted-imports"],
  ["packages/contracts/src/b.ts", 'import "@symbolon/ledger";', "no-restricted-imports"],
  ["packages/contracts/src/c.ts", "export const now = Date.now();", "no-restricted-globals"],
  ["packages/contracts/src/d.ts", "export const chance = Math.random();", "no-restricted-properties"],
  ["packages/contracts/src/e.ts", 'import "lmdb";', "no-restricted-imports"],
  ["packages/contracts/src/f.ts", 'export const later = await import("node:fs");', "no-restricted-imports"],
  ["packages/crypto/src/a.ts", 'import "@symbolon/ledger";', "no-restricted-imports"],
  ["packages/codecs/src/a.ts", 'import "@symbolon/faces/dns";', "no-restricted-imports"],
  ["packages/ledger/src/a.ts", 'import "@symbolon/contracts";', "no-restricted-imports"],
  ["packages/ledger/src/b.ts", 'import "@symbolon/contracts/members";', "no-restricted-imports"],
  ["packages/stores/src/a.ts", 'import "@symbolon/ledger";', "no-restricted-imports"],
  ["packages/functions/src/a.ts", 'import "@symbolon/faces/http";', "no-restricted-imports"],
  ["packages/functions/src/b.ts", 'import "node:net";', "no-restricted-imports"],
  ["packages/faces/src/a.ts", 'import "@symbolon/member";', "no-restricted-imports"],
  ["packages/member/src/a.ts", 'import "@symbolon/client";', "no-restricted-imports"],
  ["packages/client/src/a.ts", 'import "node:buffer";', "no-restricted-imports"],
  ["packages/client/src/b.ts", 'import "@symbolon/ledger";', "no-restricted-imports"],
  ["sims/usim/src/a.ts", 'import "@symbolon/functions/auc";', "no-restricted-imports"],
  ["apps/symbolon/src/a.ts", 'import "@symbolon/testkit";', "no-restricted-imports"],
  ["apps/symbolon/src/b.ts", 'import "../../../packages/base/src/bytes.ts";', "no-restricted-imports"],
  [
    "packages/base/src/cycle-a.ts",
    'import { b } from "./cycle-b.ts";\nexport const a = (): number => b();',
    "no-cycle",
  ],
  [
    "packages/faces/src/floating.ts",
    "export const start = (): void => {\n  Promise.resolve(1);\n};",
    "no-floating-promises",
  ],
  ["packages/faces/src/long.ts", `export const lines = [\n${"  1,\n".repeat(400)}];`, "max-lines"],
];

const supporting: readonly (readonly [path: string, text: string])[] = [
  ["packages/base/src/cycle-b.ts", 'import { a } from "./cycle-a.ts";\nexport const b = (): number => a();'],
  [
    "packages/contracts/src/allowed.ts",
    'import "@symbolon/base";\nimport "@symbolon/state";\nimport "typebox";\nimport "./c.ts";',
  ],
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe("the walls of the house", () => {
  let directory: string;
  let found: readonly Diagnostic[];

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "symbolon-walls-"));
    for (const [path, text] of [...planted, ...supporting]) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), `${text}\n`);
    }
    for (const file of [".oxlintrc.json", "tsconfig.json", "package.json"])
      cpSync(join(root, file), join(directory, file));
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    const oxlint = join(root, "node_modules", ".bin", "oxlint");
    const run = spawnSync(oxlint, ["--type-aware", "--format", "json"], { cwd: directory, encoding: "utf8" });
    found = (JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  }, 60_000);

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(planted)("catches the fault planted in %s", (path, _text, rule) => {
    expect(found.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code)).toContainEqual(
      expect.stringContaining(rule),
    );
  });

  it("lets a contract import what the house allows", () => {
    expect(
      found.filter(({ filename }) => filename.endsWith("contracts/src/allowed.ts")).map(({ code }) => code),
    ).not.toContainEqual(expect.stringContaining("restricted"));
  });
});
