import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ErrorTable } from "@symbolon/base";
import { protocolCauses } from "@symbolon/faces";

/** The text of docs/errors.md: every code of every package, then what each refusal looks like in each protocol. */
export async function errorsDocument(root: string): Promise<string> {
  const tables = await errorTables(root);
  refuseRepeatedCodes(tables);
  return `# Errors

Generated from the error tables of the packages; a test fails when they differ. Codes are stable: they are never renamed
and never change their meaning. \`--json\` output, ProblemDetails and receipts carry them.

${tables.map(tableSection).join("\n")}
## What a refusal looks like in each protocol

| refusal | HTTP | cause | DNS | Diameter | GSUP | SIP | exit |
|---|---|---|---|---|---|---|---|
${Object.entries(protocolCauses)
  .map(
    ([name, { http, dns, diameter, gsup, sip, exit }]) =>
      `| \`${name}\` | ${http.status} | ${http.cause} | ${dns} | ${diameter.code}${diameter.vendor === "3gpp" ? " (3GPP)" : ""} | 0x${gsup.toString(16).padStart(2, "0")} | ${sip.status} | ${exit} |`,
  )
  .join("\n")}
`;
}

function tableSection(table: ErrorTable<string>): string {
  const rows = Object.entries(table.definitions).map(
    ([code, { meaning, remedy }]) => `| \`${code}\` | ${meaning} | ${remedy} |`,
  );
  return `## ${table.packageName}\n\n| code | what happened | what to do |\n|---|---|---|\n${rows.join("\n")}\n`;
}

async function errorTables(root: string): Promise<readonly ErrorTable<string>[]> {
  const tables: ErrorTable<string>[] = [];
  for (const folder of ["packages", "sims", "apps"]) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const file = join(root, folder, name, "src", "errors.ts");
      if (!existsSync(file)) continue;
      const exported = Object.values((await import(file)) as Record<string, unknown>);
      tables.push(...exported.filter(isErrorTable));
    }
  }
  return tables;
}

function isErrorTable(value: unknown): value is ErrorTable<string> {
  return typeof value === "object" && value !== null && "definitions" in value && "packageName" in value;
}

function refuseRepeatedCodes(tables: readonly ErrorTable<string>[]): void {
  const owner = new Map<string, string>();
  for (const table of tables) {
    for (const code of Object.keys(table.definitions)) {
      const other = owner.get(code);
      if (other !== undefined) throw new Error(`error code ${code} stands in ${other} and in ${table.packageName}`);
      owner.set(code, table.packageName);
    }
  }
}
