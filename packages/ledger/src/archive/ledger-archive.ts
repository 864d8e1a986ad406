import { canonicalBytes, concat, type JsonObject, parseCanonicalJson } from "@symbolon/base";
import { headerHash, type Sha256 } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import { decodeBlock, MAX_BLOCK_OCTETS } from "../block-codec.ts";
import type { Block } from "../block.ts";
import { ledgerErrors } from "../errors.ts";
import { ledgerIdentifier } from "../machine/genesis.ts";

const ARCHIVE_TYPE = "symbolon-ledger-archive";
const LINE_END = 0x0a;

/** First line of an archive. */
export interface ArchiveHead {
  readonly type: typeof ARCHIVE_TYPE;
  readonly format: 1;
  readonly ledger: string;
  readonly genesis: Genesis;
}

/** Where blocks are exported from: a ledger or its store. */
export interface ArchiveSource {
  /** Height of the last block to export. */
  readonly height: number;
  blockOctets(height: number): Uint8Array | undefined;
}

/** A ledger archive being read. */
export interface LedgerArchive {
  readonly genesis: Genesis;
  /** @throws ARCHIVE_MALFORMED when it is cut off, BLOCK_MALFORMED */
  readonly blocks: AsyncIterable<Block>;
}

/**
 * A portable archive: lines of canonical JSON, first the genesis, then every block from height 0, then an end mark
 * that names height and hash of the last header.
 * @throws RECORD_UNKNOWN when older blocks were pruned here
 */
export async function* exportLedger(
  genesis: Genesis,
  source: ArchiveSource,
  sha256: Sha256,
): AsyncGenerator<Uint8Array, void, undefined> {
  const head: ArchiveHead = { type: ARCHIVE_TYPE, format: 1, ledger: ledgerIdentifier(genesis, sha256), genesis };
  yield line(canonicalBytes(head as unknown as JsonObject));
  let last = new Uint8Array() as Uint8Array;
  for (let height = 0; height <= source.height; height += 1) {
    const octets = source.blockOctets(height);
    if (octets === undefined)
      throw ledgerErrors.error("RECORD_UNKNOWN", `block ${height} is not kept here`, { details: { height } });
    yield line(octets);
    last = octets;
  }
  yield line(
    canonicalBytes({ end: { height: source.height, headerHash: headerHash(decodeBlock(last).header, sha256) } }),
  );
}

/** Reads an archive; blocks come as they are asked for. @throws ARCHIVE_MALFORMED, GENESIS_INVALID */
export async function openArchive(octets: AsyncIterable<Uint8Array>, sha256: Sha256): Promise<LedgerArchive> {
  const lines = linesOf(octets);
  const first = await lines.next();
  if (first.done === true) throw malformed("it is empty");
  const head = readLine(first.value) as unknown as ArchiveHead;
  if (head.type !== ARCHIVE_TYPE || head.format !== 1)
    throw malformed("its first line is not the head of an archive of format 1");
  if (ledgerIdentifier(head.genesis, sha256) !== head.ledger)
    throw malformed("its genesis is not that of the ledger it names");
  return { genesis: head.genesis, blocks: blocksOf(lines, sha256) };
}

async function* blocksOf(lines: AsyncIterator<Uint8Array>, sha256: Sha256): AsyncGenerator<Block, void, undefined> {
  let last: Block | undefined;
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    if (isEnd(next.value)) {
      checkEnd(readLine(next.value), last, sha256);
      return;
    }
    last = decodeBlock(next.value);
    yield last;
  }
  throw malformed("its end mark is missing");
}

function isEnd(octets: Uint8Array): boolean {
  return fromUtf8Prefix(octets) === '{"end":';
}

function fromUtf8Prefix(octets: Uint8Array): string {
  return String.fromCharCode(...octets.subarray(0, 7));
}

function checkEnd(mark: JsonObject, last: Block | undefined, sha256: Sha256): void {
  const { height, headerHash: hash } = (mark["end"] ?? {}) as { height?: number; headerHash?: string };
  if (last === undefined || last.header.height !== height || headerHash(last.header, sha256) !== hash) {
    throw malformed(
      `its end mark names height ${height}, the last block before it is ${last?.header.height ?? "none"}`,
    );
  }
}

function readLine(octets: Uint8Array): JsonObject {
  try {
    const value = parseCanonicalJson(octets);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (cause) {
    throw malformed("a line is not canonical JSON", cause);
  }
  throw malformed("a line is not an object");
}

async function* linesOf(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of octets) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, from)) {
      yield concat(...parts, chunk.subarray(from, end));
      parts = [];
      length = 0;
      from = end + 1;
    }
    parts.push(chunk.slice(from));
    length += chunk.length - from;
    if (length > MAX_BLOCK_OCTETS) throw malformed(`a line is longer than ${MAX_BLOCK_OCTETS} octets`);
  }
  if (length > 0) throw malformed("its last line is cut off");
}

function line(octets: Uint8Array): Uint8Array {
  return concat(octets, Uint8Array.of(LINE_END));
}

function malformed(reason: string, cause?: unknown): Error {
  return ledgerErrors.error("ARCHIVE_MALFORMED", `the archive is unusable: ${reason}`, { cause });
}
