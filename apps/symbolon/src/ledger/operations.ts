import { once } from "node:events";
import { createReadStream, createWriteStream, type ReadStream, renameSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fromUtf8, type JsonObject, parseJson } from "@symbolon/base";
import { symbolonRuleset } from "@symbolon/contracts";
import { sha256, verifySignature } from "@symbolon/crypto";
import {
  decodeBlock,
  EVIDENCE,
  exportLedger,
  type LedgerVerdict,
  LmdbStore,
  MemoryStore,
  openArchive,
  openStateReader,
  storedBlocks,
  verifyLedger,
} from "@symbolon/ledger";
import { readGenesis } from "@symbolon/member";
import { headerHash } from "@symbolon/proofs";
import { findMember, type MemberOptions } from "../connection/member-options.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { symbolonErrors } from "../errors.ts";

/** Milliseconds between two looks for a new block. */
const POLL_MS = 100;

export async function status(options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const config = findMember(options);
  await using copy = openCopy(config.ledger.state);
  const { header } = copy.block(copy.height) ?? missing(copy.height);
  const { freshAt } = copy.head;
  const answer = {
    member: config.member,
    ledger: header.ledger,
    height: header.height,
    headerHash: headerHash(header, sha256),
    stateRoot: header.stateRoot,
    blockTime: header.time,
    freshAt,
  };
  const stopped = stoppedBy(copy.store);
  const text: Readonly<Record<string, string | number>> = {
    ...answer,
    blockTime: new Date(header.time).toISOString(),
    freshAt: new Date(freshAt).toISOString(),
    ...(stopped === undefined ? {} : { stopped: JSON.stringify(stopped) }),
  };
  output.answer(
    stopped === undefined ? answer : { ...answer, stopped },
    Object.entries(text)
      .map(([name, value]) => `${name.padEnd(12)} ${value}`)
      .join("\n"),
  );
}

/** Two headers of one height that the orderer has signed: this copy has stopped for good. */
function stoppedBy(store: LmdbStore): { readonly code: string; readonly evidence: JsonObject } | undefined {
  const evidence = store.meta(EVIDENCE);
  if (evidence === undefined) return undefined;
  return { code: "TWO_CHAINS", evidence: parseJson(fromUtf8(evidence)) as JsonObject };
}

export async function watch(
  options: MemberOptions & { readonly blocks?: string },
  output: ConsoleOutput,
): Promise<void> {
  const config = findMember(options);
  await using copy = openCopy(config.ledger.state);
  let left = options.blocks === undefined ? Number.POSITIVE_INFINITY : Number(options.blocks);
  const seen: object[] = [];
  for (let height = copy.height; left > 0;) {
    if (copy.height < height) {
      await pause(POLL_MS);
      continue;
    }
    const { header, transactions, results } = copy.block(height) ?? missing(height);
    const refused = results.filter((result) => result.status === "refused").length;
    output.line(
      `${new Date(header.time).toISOString()} height ${height}: ${transactions.length} transactions, ${refused} refused, root ${header.stateRoot.slice(0, 16)}`,
    );
    seen.push({ height, time: header.time, transactions: transactions.length, refused, stateRoot: header.stateRoot });
    height += 1;
    left -= 1;
  }
  if (output.json) output.answer({ blocks: seen }, "");
}

export async function verify(
  options: MemberOptions & { readonly archive?: string },
  output: ConsoleOutput,
): Promise<void> {
  const verdict =
    options.archive === undefined ? await verifyCopy(options, output) : await verifyArchive(options.archive, output);
  const { difference, height, stateRoot, transactions } = verdict;
  if (difference === undefined) {
    output.answer(
      verdict,
      `verified ${height + 1} blocks and ${transactions} transactions: root ${stateRoot} at height ${height}`,
    );
    return;
  }
  const { what, given, computed } = difference;
  output.answer(verdict, `DIFFERENT at height ${difference.height}: ${what} is ${given}, computed ${computed}`, 1);
}

const modules = { ruleset: symbolonRuleset, sha256, verifySignature };

async function verifyCopy(options: MemberOptions, output: ConsoleOutput): Promise<LedgerVerdict> {
  const config = findMember(options);
  await using copy = openCopy(config.ledger.state);
  await using fresh = new MemoryStore();
  const genesis = readGenesis(config.ledger.genesis);
  return await verifyLedger(
    { genesis, progress: progressOf(output) },
    { ...modules, blocks: storedBlocks(copy), store: fresh, kept: copy.store },
  );
}

async function verifyArchive(file: string, output: ConsoleOutput): Promise<LedgerVerdict> {
  const { genesis, blocks } = await openArchive(await openFile(file), sha256);
  await using fresh = new MemoryStore();
  return await verifyLedger({ genesis, progress: progressOf(output) }, { ...modules, blocks, store: fresh });
}

/** @throws FILE_UNREADABLE */
async function openFile(file: string): Promise<ReadStream> {
  const stream = createReadStream(file);
  try {
    await once(stream, "open");
    return stream;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw symbolonErrors.error("FILE_UNREADABLE", `${file} cannot be read: ${reason}`, { cause });
  }
}

function progressOf(output: ConsoleOutput): (height: number) => void {
  return (height) => {
    if (height % 100 === 0) output.progress(`verified height ${height}`, false);
  };
}

export async function exportTo(file: string, options: MemberOptions, output: ConsoleOutput): Promise<void> {
  const config = findMember(options);
  await using copy = openCopy(config.ledger.state);
  const partial = `${file}.partial`;
  const archive = exportLedger(readGenesis(config.ledger.genesis), copy, sha256);
  await pipeline(Readable.from(archive), createWriteStream(partial, { mode: 0o600 }));
  renameSync(partial, file);
  output.answer({ file, height: copy.height }, `wrote ${copy.height + 1} blocks to ${file}`);
}

/** A member's copy as another process reads it: the newest committed height at every look. */
function openCopy(directory: string) {
  const store = new LmdbStore({ directory, readOnly: true });
  const reader = openStateReader(directory);
  const blockOctets = (height: number) => store.block(height);
  return {
    store,
    get head() {
      return reader.head();
    },
    get height() {
      return reader.head().height;
    },
    blockOctets,
    block(height: number) {
      const octets = blockOctets(height);
      return octets === undefined ? undefined : decodeBlock(octets);
    },
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

function missing(height: number): never {
  throw symbolonErrors.error("FILE_UNREADABLE", `block ${height} is not kept in this copy`);
}
