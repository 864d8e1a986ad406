import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Limit {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
  readonly file: string;
}

/** A run of constants under one docstring, which speaks for all of them. */
const GROUP =
  /(?:\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\s*)?(?<constants>(?:export const [A-Z][A-Z0-9_]* = [^;{}[\]"'`]+;\n)+)/g;
const CONSTANT = /export const (?<name>[A-Z][A-Z0-9_]*) = (?<value>[^;]+);/g;
/** Names by which a constant bounds something. */
const BOUND =
  /^(?:MAX|MIN|DEFAULT)_|_(?:MS|DAYS|SECONDS|TIMEOUT|LIFETIME|INTERVAL|OCTETS|BYTES|LENGTH|NODES|BATCH|SIZE|AGE|DELAY|DELTA|CAPACITY)$/;

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
    limits.push(...limitsIn(file, readFileSync(join(root, file), "utf8")));
  }
  return limits;
}

function limitsIn(file: string, text: string): readonly Limit[] {
  return [...text.matchAll(GROUP)].flatMap(({ groups }) => {
    const reason = reasonOf(groups?.["doc"] ?? "");
    return [...(groups?.["constants"] ?? "").matchAll(CONSTANT)].flatMap((constant) => {
      const { name = "", value = "" } = constant.groups ?? {};
      if (!BOUND.test(name)) return [];
      if (reason === "") throw new Error(`${file}: the limit ${name} has no docstring that says what it bounds`);
      return [{ name, value: value.replaceAll(/\s+/g, " ").trim(), reason, file }];
    });
  });
}

function reasonOf(docstring: string): string {
  return docstring
    .replaceAll(/^\s*\* ?/gm, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("|", "\\|")
    .trim();
}
