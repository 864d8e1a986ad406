import { generateKeyPairSync, hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalBytes, toBase64Url, toHex, utf8 } from "@symbolon/base";
import { KeyObjectSigner, verifySignature } from "@symbolon/crypto";
import { LmdbStore, SparseMerkleTree, TreeBuilder, treeChanges } from "@symbolon/ledger";
import {
  encodeProof,
  headerSigningBytes,
  NO_PREVIOUS_HASH,
  type Sha256,
  type TreePath,
  treeRootOf,
  type TrustDocument,
  validatorsHash,
  verifyProof,
} from "@symbolon/proofs";
import type { BenchFigure, BenchOptions, BenchResult } from "./bench-result.ts";

const sha256: Sha256 = (bytes) => hash("sha256", bytes, "buffer");
const NOTHING = new Map<string, never>();
const BLOCK_SIZES = [1_000, 100, 10] as const;
const SECOND = 1_000;

type Random = () => number;

/** Linear congruential generator of Numerical Recipes: the same run each time. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function keyOf(n: number): string {
  return `range/imsi/15/${String(n * 1_000 + 999).padStart(15, "0")}`;
}

function recordOf(n: number, version: number): Uint8Array {
  const start = String(n * 1_000).padStart(15, "0");
  const end = String(n * 1_000 + 999).padStart(15, "0");
  return canonicalBytes({
    v: 1,
    kind: "imsi",
    start,
    end,
    status: "recorded",
    holder: `member-${version}`,
    owner: "buyer",
  });
}

/** Loads records and their tree. @returns milliseconds */
async function load(directory: string, records: number): Promise<number> {
  await using store = new LmdbStore({ directory });
  const startedAt = performance.now();
  const builder = new TreeBuilder();
  const entries = function* (): Generator<readonly [string, Uint8Array]> {
    for (let n = 0; n < records; n += 1) {
      const entry = [keyOf(n), recordOf(n, 0)] as const;
      builder.add(sha256(utf8(entry[0])), sha256(entry[1]));
      yield entry;
    }
  };
  store.load({ state: entries() });
  store.load({ tree: builder.nodes() });
  store.commit({ height: 0, state: NOTHING, tree: NOTHING, meta: NOTHING });
  return performance.now() - startedAt;
}

interface Upkeep {
  readonly updateMs: number;
  readonly commitMs: number;
}

/** Blocks of changed records: the tree's own work, and the commit of the nodes that it wrote. */
function upkeep(store: LmdbStore, tree: SparseMerkleTree, records: number, size: number, blocks: number): Upkeep {
  const random = seeded(size);
  let updateMs = 0;
  let commitMs = 0;
  for (let block = 0; block < blocks; block += 1) {
    const height = (store.height() ?? 0) + 1;
    const state = new Map<string, Uint8Array>();
    while (state.size < size) {
      const n = Math.floor(random() * records);
      state.set(keyOf(n), recordOf(n, height));
    }
    const startedAt = performance.now();
    const update = tree.update(treeChanges(state, sha256));
    const updatedAt = performance.now();
    store.commit({ height, state: NOTHING, tree: update.nodes, meta: NOTHING });
    const committedAt = performance.now();
    tree.accept(update);
    updateMs += updatedAt - startedAt + (performance.now() - committedAt);
    commitMs += committedAt - updatedAt;
  }
  return { updateMs, commitMs };
}

function upkeepFigures(store: LmdbStore, tree: SparseMerkleTree, records: number, full: boolean): BenchFigure[] {
  return BLOCK_SIZES.flatMap((size) => {
    const blocks = Math.min(full ? 100 : 20, Math.ceil(30_000 / size));
    const { updateMs, commitMs } = upkeep(store, tree, records, size, blocks);
    const rate = Math.round((size * blocks * SECOND) / (updateMs + commitMs));
    const bare = Math.round((size * blocks * SECOND) / commitMs);
    const name = `${records} records, ${size} updates a block`;
    return [
      {
        name: `state root upkeep, ${name}, nodes committed`,
        value: rate,
        unit: "updates/s",
        peer: { name: "the commit of the same nodes alone", value: bare },
        ratio: rate / bare,
        ...(size === 1_000 ? { bar: ">= 8,000 updates/s" } : {}),
      },
      { name: `share of the commit, ${name}`, value: Math.round((100 * commitMs) / (updateMs + commitMs)), unit: "%" },
    ];
  });
}

/** Mean microseconds of one call. */
function timed(times: number, action: (n: number) => void): number {
  for (let n = 0; n < times / 10; n += 1) action(n);
  const startedAt = performance.now();
  for (let n = 0; n < times; n += 1) action(n);
  return ((performance.now() - startedAt) / times) * SECOND;
}

interface SignedRecord {
  readonly bytes: Uint8Array;
  readonly trust: TrustDocument;
}

async function signedRecord(key: string, value: Uint8Array, path: TreePath, root: string): Promise<SignedRecord> {
  const signer = new KeyObjectSigner(generateKeyPairSync("ed25519").privateKey);
  const validator = { suite: signer.suite, spki: toBase64Url(signer.spki) };
  const ledger = "bench";
  const header = {
    ledger,
    height: 1,
    previousHash: NO_PREVIOUS_HASH,
    time: 1_790_000_000_000,
    transactionsRoot: NO_PREVIOUS_HASH,
    resultsRoot: NO_PREVIOUS_HASH,
    stateRoot: root,
    validatorsHash: validatorsHash([validator], sha256),
  };
  const signature = { ...validator, signature: toBase64Url(await signer.sign(headerSigningBytes(header))) };
  const anchor = { type: "embedded", header, signature } as const;
  const bytes = encodeProof({ type: "record", ledger, record: { key, value }, path, root, anchor }, sha256);
  return { bytes, trust: { format: 1, type: "embedded", ledger, validators: [validator] } };
}

async function proofFigures(store: LmdbStore, tree: SparseMerkleTree, records: number): Promise<BenchFigure[]> {
  const random = seeded(7);
  const keyHashes = Array.from({ length: 1_000 }, () => sha256(utf8(keyOf(Math.floor(random() * records)))));
  const made = timed(1_000, (n) => tree.prove(keyHashes[n % keyHashes.length] as Uint8Array));
  const key = keyOf(1);
  const keyHash = sha256(utf8(key));
  const path = tree.prove(keyHash);
  const walked = timed(10_000, () => treeRootOf(keyHash, path, sha256));
  const listed = path.siblings.filter((sibling) => sibling !== undefined).length;
  const { bytes, trust } = await signedRecord(key, store.get(key) as Uint8Array, path, toHex(tree.root));
  const modules = { sha256, verifySignature };
  const times = 500;
  const startedAt = performance.now();
  for (let n = 0; n < times; n += 1) {
    const verdict = await verifyProof(bytes, trust, modules);
    if (!verdict.valid) throw new Error(`the proof of the bench does not hold: ${verdict.message}`);
  }
  const whole = ((performance.now() - startedAt) / times) * SECOND;
  return [
    {
      name: "proof: octets of the path",
      value: 32 * listed + Math.ceil(path.siblings.length / 8),
      unit: "octets",
      bar: "< 1,500 octets",
    },
    { name: "proof: whole document with record, header and signature", value: bytes.length, unit: "octets" },
    { name: "proof: made", value: round(made), unit: "us" },
    { name: "proof: path verified", value: round(walked), unit: "us", bar: "< 100 us" },
    { name: "proof: whole document parsed and verified, Ed25519 included", value: round(whole), unit: "us" },
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

async function measure(records: number, full: boolean): Promise<BenchFigure[]> {
  const directory = await mkdtemp(join(tmpdir(), "symbolon-bench-"));
  try {
    const loadMs = await load(directory, records);
    await using store = new LmdbStore({ directory });
    const tree = new SparseMerkleTree({}, { source: store });
    return [
      { name: `${records} records loaded and their tree built`, value: round(loadMs / SECOND), unit: "s" },
      ...(await proofFigures(store, tree, records)),
      ...upkeepFigures(store, tree, records, full),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The state tree at 1x and 10x records: upkeep of the root, and proofs. */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const most = options.full ? 1_000_000 : 100_000;
  return {
    title: "State root",
    figures: [...(await measure(most / 10, options.full)), ...(await measure(most, options.full))],
  };
}
