import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Limit {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
  readonly file: string;
}

const LIMIT =
  /(?:\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\s*)?export const (?<name>[A-Z][A-Z0-9_]*) = (?<value>[-0-9_.*+ e()nA-Z]+);/g;

/** The text of docs/LIMITS.md: every exported numeric constant in capitals, with its docstring as the reason. */
export function limitsDocument(root: string, standing: string): string {
  const sections = ["packages", "sims", "apps"].flatMap((folder) => limitsBelow(root, folder));
  const rows = sections.map(({ name, value, reason, file }) => `| \`${name}\` | ${value} | ${reason} | ${file} |`);
  return `${standing.trimEnd()}

## Named limits

Generated from the sources; a test fails when they differ.

| limit | value | what it bounds | where |
|---|---|---|---|
${rows.join("\n")}
`;
}

function limitsBelow(root: string, folder: string): readonly Limit[] {
  const limits: Limit[] = [];
  for (const file of globSync(`${folder}/*/src/**/*.ts`, { cwd: root }).sort()) {
    if (file.endsWith(".test.ts")) continue;
    for (const match of readFileSync(join(root, file), "utf8").matchAll(LIMIT)) {
      const { doc, name, value } = match.groups ?? {};
      const reason = (doc ?? "")
        .replaceAll(/^\s*\* ?/gm, " ")
        .replaceAll(/\s+/g, " ")
        .replaceAll("|", "\\|")
        .trim();
      if (reason === "") throw new Error(`${file}: the limit ${name} has no docstring that says what it bounds`);
      limits.push({ name: name ?? "", value: (value ?? "").trim(), reason, file });
    }
  }
  return limits;
}
