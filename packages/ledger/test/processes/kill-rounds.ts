import { randomInt } from "node:crypto";
import { toHex } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import {
  decodeBlock,
  LmdbStore,
  LocalEngine,
  MemoryStore,
  SparseMerkleTree,
  treeChanges,
  verifyLedger,
} from "@symbolon/ledger";
import { systemTime, testRuleset } from "@symbolon/testkit/ledger";
import { type ProcessSetup, readSetup, writeSetup } from "./process-setup.ts";
import { runProgram } from "./run-process.ts";

/** Longest time, in milliseconds, that a process lives after its first line. */
const LONGEST_LIFE_MS = 400;

interface GivenReceipt {
  readonly idempotencyKey: string;
  readonly id: string;
  readonly height: number;
  readonly index: number;
}

export interface KillRoundsReport {
  readonly receipts: number;
  readonly height: number;
  /** What was wrong, in words; empty when nothing was. */
  readonly wrong: readonly string[];
}

/** Kills a loaded ledger again and again, and looks after each time whether all is there that was promised. */
export async function killRounds(
  rounds: number,
  place: { readonly setup: string; readonly directory: string },
): Promise<KillRoundsReport> {
  await writeSetup(place.setup);
  const setup = await readSetup(place.setup);
  const wrong: string[] = [];
  let receipts = 0;
  let height = 0;
  for (let round = 0; round < rounds; round += 1) {
    const given = await killedUnderLoad(`round-${round}`, place);
    receipts += given.length;
    const after = await inspect(place.directory, setup, given);
    wrong.push(...after.wrong.map((what) => `round ${round}: ${what}`));
    if (after.height < height) wrong.push(`round ${round}: height ${after.height} came after ${height}`);
    height = after.height;
  }
  wrong.push(...(await verifyAll(place.directory, setup)));
  return { receipts, height, wrong };
}

async function killedUnderLoad(name: string, place: { readonly setup: string; readonly directory: string }) {
  const { child, lines, ready, ended } = runProgram("load-process.ts", [place.setup, place.directory, name]);
  await ready;
  const timer = setTimeout(() => child.kill("SIGKILL"), randomInt(LONGEST_LIFE_MS));
  await ended;
  clearTimeout(timer);
  return lines.slice(1) as unknown as GivenReceipt[];
}

/** Opens the store as a member does after a crash. */
async function inspect(directory: string, { genesis }: ProcessSetup, given: readonly GivenReceipt[]) {
  const wrong: string[] = [];
  const store = new LmdbStore({ directory });
  await using engine = new LocalEngine(
    { genesis },
    { store, ruleset: testRuleset, sha256, verifySignature, clock: systemTime },
  );
  for (const { idempotencyKey, id, height, index } of given) {
    const record = store.get(`transaction/alice/${idempotencyKey}`);
    const found = record === undefined ? undefined : (JSON.parse(Buffer.from(record).toString()) as GivenReceipt);
    if (found?.id !== id || found.height !== height || found.index !== index)
      wrong.push(`receipt ${idempotencyKey} is lost`);
    if (store.get(`item/${idempotencyKey}`) === undefined) wrong.push(`what ${idempotencyKey} wrote is lost`);
  }
  const root = rootOf(store);
  if (root !== engine.head.stateRoot)
    wrong.push(`the records give root ${root}, the head says ${engine.head.stateRoot}`);
  return { wrong, height: engine.head.height };
}

/** The root that the stored records have, whatever the stored tree says. */
function rootOf(store: LmdbStore): string {
  const state = new Map<string, Uint8Array>();
  for (const { key, value } of store.scan("")) state.set(key, value);
  const tree = new SparseMerkleTree({}, { source: { treeNode: () => undefined } });
  return toHex(tree.update(treeChanges(state, sha256)).root);
}

async function verifyAll(directory: string, { genesis }: ProcessSetup): Promise<readonly string[]> {
  await using kept = new LmdbStore({ directory, readOnly: true });
  await using fresh = new MemoryStore();
  const height = kept.height() ?? -1;
  const blocks = Array.from({ length: height + 1 }, (_, at) => decodeBlock(kept.block(at) as Uint8Array));
  const modules = { blocks, store: fresh, ruleset: testRuleset, sha256, verifySignature, kept };
  const { difference } = await verifyLedger({ genesis }, modules);
  return difference === undefined ? [] : [`verification: ${JSON.stringify(difference)}`];
}
