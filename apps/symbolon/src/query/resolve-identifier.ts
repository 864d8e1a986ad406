import { readFileSync, writeFileSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { formatIdentifier, parseIdentifier, SymbolonError } from "@symbolon/base";
import { NbchfClient, type Routing } from "@symbolon/client";
import type { ResolveOptions } from "../commands/resolve.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { readDevnetDocument } from "../devnet/devnet-document.ts";
import { symbolonErrors } from "../errors.ts";

const DATA_MANAGEMENT = ["UDM", "HSS", "HLR"] as const;

/** `symbolon resolve`: one question to a BCHF, on request with its proof. */
export async function resolveIdentifier(text: string, options: ResolveOptions, output: ConsoleOutput): Promise<void> {
  const identifier = formatIdentifier(parseIdentifier(text));
  const client = new NbchfClient({ baseUrl: options.bchf ?? firstBchf(options.dir) });
  if (options.proof !== undefined) writeProof(options.proof, await ask(() => client.proof(identifier)), output);
  const routing = await ask(() => client.resolve(identifier, queryOf(options)));
  output.answer(routing, textOf(routing));
}

function firstBchf(directory: string): string {
  const [first] = readDevnetDocument(resolvePath(directory)).members;
  if (first !== undefined) return first.endpoints.bchf;
  throw symbolonErrors.error("NO_DEVNET", `the devnet in ${directory} has no members`);
}

function queryOf({ credential, dataManagement }: ResolveOptions) {
  const type = DATA_MANAGEMENT.find((known) => known === dataManagement);
  if (dataManagement !== undefined && type === undefined) {
    throw symbolonErrors.error(
      "WRONG_USAGE",
      `--data-management is ${dataManagement}, not one of ${DATA_MANAGEMENT.join(", ")}`,
    );
  }
  return {
    ...(credential === undefined ? {} : { credential: readText(credential).trim() }),
    ...(type === undefined ? {} : { dataManagement: type }),
  };
}

/** The BCHF's own cause becomes the code; a BCHF that does not answer is not reachable. */
async function ask<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof SymbolonError)) throw error;
    if (error.code === "QUERY_UNREACHABLE")
      throw symbolonErrors.error("NOT_REACHABLE", error.message, { cause: error });
    const { cause } = error.details as { readonly cause?: string };
    if (cause === undefined) throw error;
    throw new SymbolonError(cause, error.message, "docs/errors.md explains the cause.", { cause: error });
  }
}

function writeProof(file: string, proof: Uint8Array, output: ConsoleOutput): void {
  try {
    writeFileSync(file, proof);
  } catch (cause) {
    throw symbolonErrors.error("FILE_UNREADABLE", `${file} cannot be written: ${messageOf(cause)}`, { cause });
  }
  output.note(`proof written to ${file}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw symbolonErrors.error("FILE_UNREADABLE", `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function textOf({ identifier, holder, status, dataManagement, source, height, ...more }: Routing): string {
  const elements = dataManagement.map(({ type, uri }) => `  ${type.padEnd(4)} ${uri}`);
  const others = Object.entries(more).map(([name, value]) => `  ${name} ${String(value)}`);
  return [`${identifier}: ${holder} (${status}, from the ${source} at height ${height})`, ...elements, ...others].join(
    "\n",
  );
}
