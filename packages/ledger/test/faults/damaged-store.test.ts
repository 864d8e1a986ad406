import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import { decodeBlock, LmdbStore, LocalEngine, MemoryStore, openInThreadLedger, verifyLedger } from "@symbolon/ledger";
import {
  scriptTransaction,
  systemTime,
  testGenesis,
  testMember,
  testRuleset,
  testSigner,
  validatorOf,
} from "@symbolon/testkit/ledger";
import { afterEach, beforeEach, expect, it } from "vitest";

const alice = testMember("alice");
const signer = testSigner();
const genesis = testGenesis({ members: [alice], validators: [validatorOf(signer)], time: systemTime.now() });
const TREASURE = "the value that a cosmic ray will hit";
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "symbolon-damaged-"));
  const modules = { ruleset: testRuleset, signer, clock: systemTime, timers: systemTime, log: silentLog };
  const ledger = await openInThreadLedger({ genesis }, { ...modules, store: new LmdbStore({ directory }) });
  for (let n = 0; n < 40; n += 1) {
    const place = { ledger: ledger.status().ledger, createdAt: systemTime.now(), idempotencyKey: `request-${n}` };
    const value = n === 20 ? TREASURE : `plain value ${n} ${"-".repeat(300)}`;
    await ledger.submit(await scriptTransaction(alice, place, [{ op: "put", key: `item/${n}`, value }]));
  }
  await ledger[Symbol.asyncDispose]();
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Flips one bit of the bare value in the state, not of the transaction that carries it in a block. */
async function flipBit(): Promise<void> {
  const path = join(directory, "data.mdb");
  const octets = await readFile(path);
  let flipped = 0;
  for (let at = octets.indexOf(TREASURE); at !== -1; at = octets.indexOf(TREASURE, at + 1)) {
    if (octets[at - 1] === 0x22) continue;
    octets[at + 4] = (octets[at + 4] as number) ^ 0x01;
    flipped += 1;
  }
  expect(flipped).toBeGreaterThan(0);
  await writeFile(path, octets);
}

it("names the record in which a bit has flipped", async () => {
  await flipBit();
  await using kept = new LmdbStore({ directory, readOnly: true });
  const height = kept.height() ?? -1;
  const blocks = Array.from({ length: height + 1 }, (_, at) => decodeBlock(kept.block(at) as Uint8Array));
  const modules = { blocks, store: new MemoryStore(), ruleset: testRuleset, sha256, verifySignature, kept };
  const { difference } = await verifyLedger({ genesis }, modules);
  expect(difference).toMatchObject({ height, what: "item/20" });
});

it("does not open a data file that was cut off", async () => {
  const path = join(directory, "data.mdb");
  const { length } = await readFile(path);
  await truncate(path, Math.floor(length / 2 / 4_096) * 4_096);
  const open = () =>
    new LocalEngine(
      { genesis },
      { store: new LmdbStore({ directory }), ruleset: testRuleset, sha256, verifySignature, clock: systemTime },
    );
  expect(open).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
});
