import { canonicalBytes, concat, fromUtf8, type JsonObject, silentLog, SymbolonError, utf8 } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import {
  scriptTransaction,
  systemTime,
  testGenesis,
  testMember,
  testRuleset,
  testSigner,
  validatorOf,
} from "@symbolon/testkit";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../block.ts";
import type { EmbeddedLedger } from "../embedded/embedded-ledger.ts";
import { openInThreadLedger } from "../embedded/in-thread-ledger.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { exportLedger, openArchive } from "./ledger-archive.ts";
import { storedBlocks, verifyLedger } from "./verify-ledger.ts";

const BLOCKS = 5;
const alice = testMember("alice");
const signer = testSigner();
const genesis = testGenesis({ members: [alice], validators: [validatorOf(signer)], time: systemTime.now() });
const kept = new MemoryStore();
let ledger: EmbeddedLedger;
let archive: Uint8Array;

beforeAll(async () => {
  const modules = { ruleset: testRuleset, signer, clock: systemTime, timers: systemTime, log: silentLog };
  ledger = await openInThreadLedger({ genesis }, { ...modules, store: kept });
  for (let n = 1; n <= BLOCKS; n += 1) {
    const place = { ledger: ledger.status().ledger, createdAt: systemTime.now(), idempotencyKey: `request-${n}` };
    await ledger.submit(await scriptTransaction(alice, place, [{ op: "put", key: `item/${n}`, value: `value ${n}` }]));
  }
  const parts: Uint8Array[] = [];
  const source = { height: ledger.status().height, blockOctets: (height: number) => ledger.blockOctets(height) };
  for await (const part of exportLedger(genesis, source, sha256)) parts.push(part);
  archive = concat(...parts);
});

async function* chunks(octets: Uint8Array, size = 100) {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

async function read(octets: Uint8Array, size?: number): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of (await openArchive(chunks(octets, size), sha256)).blocks) blocks.push(block);
  return blocks;
}

function verify(blocks: Iterable<Block>, against?: MemoryStore) {
  const modules = { blocks, store: new MemoryStore(), ruleset: testRuleset, sha256, verifySignature };
  return verifyLedger({ genesis }, against === undefined ? modules : { ...modules, kept: against });
}

describe("a ledger archive", () => {
  it("holds every block, whatever pieces it comes in", async () => {
    for (const size of [1, 7, 100_000]) {
      const blocks = await read(archive, size);
      expect(blocks.map(({ header }) => header.height)).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });

  it("is refused wherever it is cut off", async () => {
    for (let length = 0; length < archive.length; length += 97) {
      await expect(read(archive.subarray(0, length))).rejects.toMatchObject({ code: "ARCHIVE_MALFORMED" });
    }
    await expect(read(archive.subarray(0, -1))).rejects.toMatchObject({ code: "ARCHIVE_MALFORMED" });
  });

  it("is refused when a block is missing before its end mark", async () => {
    const lines = fromUtf8(archive).split("\n");
    lines.splice(-3, 1);
    await expect(read(utf8(lines.join("\n")))).rejects.toMatchObject({ code: "ARCHIVE_MALFORMED" });
  });

  it("throws only errors of its own for other octets", async () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.json()).map((lines) => utf8(`${lines.join("\n")}\n`)),
      fc.tuple(fc.nat(archive.length - 1), fc.nat(255)).map(([at, octet]) => archive.with(at, octet)),
    );
    await fc.assert(
      fc.asyncProperty(any, async (octets) => {
        const outcome = await read(octets).catch((error: unknown) => error);
        expect(Array.isArray(outcome) || outcome instanceof SymbolonError).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("verifyLedger", () => {
  it("finds nothing wrong with what is right", async () => {
    const { height, stateRoot, ledger: id } = ledger.status();
    expect(await verify(await read(archive), kept)).toEqual({ ledger: id, height, stateRoot, transactions: BLOCKS });
    expect(await verify(storedBlocks({ height, block: (at) => ledger.block(at) }))).toMatchObject({
      height,
      stateRoot,
    });
  });

  it.each<[string, string, (block: Block) => Block]>([
    [
      "another state root",
      "stateRoot",
      (block) => ({ ...block, header: { ...block.header, stateRoot: "00".repeat(32) } }),
    ],
    [
      "another hash of the header before",
      "previousHash",
      (block) => ({ ...block, header: { ...block.header, previousHash: "00".repeat(32) } }),
    ],
    ["a height left out", "height", (block) => ({ ...block, header: { ...block.header, height: 4 } })],
    ["an earlier time", "time", (block) => ({ ...block, header: { ...block.header, time: 1 } })],
    [
      "a result that was rewritten",
      "results",
      (block) => ({ ...block, results: block.results.map((result) => ({ ...result, result: [1] })) }),
    ],
    [
      "a transaction that was rewritten",
      "transactionsRoot",
      (block) => ({ ...block, transactions: block.transactions.map((given) => ({ ...given, idempotencyKey: "x" })) }),
    ],
    [
      "a signature by somebody else",
      "signature",
      (block) => ({ ...block, signature: { ...block.signature, ...validatorOf(testSigner()) } }),
    ],
  ])("names %s", async (_, what, change) => {
    const blocks = (await read(archive)).map((block) => (block.header.height === 3 ? change(block) : block));
    expect(await verify(blocks)).toMatchObject({ height: 2, difference: { height: 3, what } });
  });

  it("names the record of the kept state that is not what the blocks give", async () => {
    const changes: readonly (readonly [string, Uint8Array | undefined])[] = [
      ["item/3", utf8("value 4")],
      ["item/2", undefined],
      ["item/25", utf8("more")],
    ];
    for (const [key, value] of changes) {
      const altered = new MemoryStore();
      const state = new Map([...kept.scan("")].map((entry) => [entry.key, entry.value as Uint8Array | undefined]));
      altered.commit({ height: BLOCKS, state: state.set(key, value), tree: new Map(), meta: new Map() });
      expect((await verify(await read(archive), altered)).difference).toMatchObject({ height: BLOCKS, what: key });
    }
  });

  it("does not execute the blocks of another ledger", async () => {
    const head = JSON.parse(fromUtf8(archive).split("\n")[0] as string) as { genesis: JsonObject } & JsonObject;
    const other = canonicalBytes({ ...head, genesis: { ...head.genesis, name: "other" } });
    await expect(read(concat(other, utf8("\n")))).rejects.toMatchObject({ code: "ARCHIVE_MALFORMED" });
  });
});
