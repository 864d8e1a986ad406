import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { canonicalJson, silentLog } from "@symbolon/base";
import {
  scriptTransaction,
  systemTime,
  testGenesis,
  testMember,
  testRuleset,
  testRulesetModule,
  testSigner,
  validatorOf,
} from "@symbolon/testkit/ledger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStateReader } from "../chain/open-state-reader.ts";
import { openEmbeddedLedger } from "../embedded/open-embedded-ledger.ts";
import { WorkerEngine } from "./worker-engine.ts";

const alice = testMember("alice");
const signer = testSigner();
const genesis = testGenesis({ members: [alice], validators: [validatorOf(signer)], time: systemTime.now() });
const modules = { ruleset: testRuleset, signer, clock: systemTime, timers: systemTime, log: silentLog };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "symbolon-worker-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe("WorkerEngine", () => {
  it("says why its thread cannot start", async () => {
    const ruleset = { ...testRulesetModule, exportName: "nothing" };
    await expect(WorkerEngine.open({ genesis, directory, ruleset })).rejects.toMatchObject({ code: "WORKER_FAILED" });
    const nowhere = { url: pathToFileURL(join(directory, "none.ts")).href, exportName: "none" };
    await expect(WorkerEngine.open({ genesis, directory, ruleset: nowhere })).rejects.toMatchObject({
      code: "WORKER_FAILED",
    });
  });

  it("refuses the directory of another ledger", async () => {
    const options = { genesis, directory, ruleset: testRulesetModule };
    await (await openEmbeddedLedger(options, modules))[Symbol.asyncDispose]();
    const other = { ...genesis, time: genesis.time + 1 };
    await expect(WorkerEngine.open({ ...options, genesis: other })).rejects.toMatchObject({ code: "GENESIS_MISMATCH" });
  });

  it("stops the ledger when its thread dies, and what had a receipt is there after a new start", async () => {
    const ending = join(directory, "ending-ruleset.ts");
    const inner = canonicalJson(testRulesetModule.url);
    await writeFile(
      ending,
      `import { testRuleset } from ${inner};
const script = { ...testRuleset.contracts[0].methods.script };
const execute = (view, args) => (args.steps[0]?.op === "refuse" ? process.exit(1) : testRuleset.contracts[0].methods.script.execute(view, args));
export const ending = { ...testRuleset, contracts: [{ ...testRuleset.contracts[0], methods: { script: { ...script, execute } } }] };`,
    );
    const state = join(directory, "state");
    const ruleset = { url: pathToFileURL(ending).href, exportName: "ending" };
    const place = (idempotencyKey: string) => ({
      ledger: ledger.status().ledger,
      createdAt: systemTime.now(),
      idempotencyKey,
    });
    let ledger = await openEmbeddedLedger({ genesis, directory: state, ruleset }, modules);
    const kept = await scriptTransaction(alice, place("kept"), [{ op: "put", key: "item/a", value: "kept" }]);
    const receipt = await ledger.submit(kept);
    const deadly = await scriptTransaction(alice, place("deadly"), [{ op: "refuse" }]);
    await expect(ledger.submit(deadly)).rejects.toMatchObject({ code: "LEDGER_STOPPED" });
    expect(ledger.status().stopped?.code).toBe("WORKER_FAILED");
    await ledger[Symbol.asyncDispose]();
    ledger = await openEmbeddedLedger({ genesis, directory: state, ruleset: testRulesetModule }, modules);
    expect(await ledger.submit(kept)).toEqual({ ...receipt, repeated: true });
    expect(await ledger.submit(deadly)).toMatchObject({ status: "refused", code: "TEST_REFUSED" });
    await ledger[Symbol.asyncDispose]();
  });
});

describe("openStateReader", () => {
  it("reads what another thread or process has committed", async () => {
    await using ledger = await openEmbeddedLedger({ genesis, directory, ruleset: testRulesetModule }, modules);
    await using reader = openStateReader(directory);
    const place = { ledger: ledger.status().ledger, createdAt: systemTime.now(), idempotencyKey: "one" };
    const { height } = await ledger.submit(
      await scriptTransaction(alice, place, [{ op: "put", key: "item/a", value: "x" }]),
    );
    expect(Buffer.from(reader.get("item/a") ?? []).toString()).toBe("x");
    expect(reader.range("item/", "item0", 5).map(({ key }) => key)).toEqual(["item/a"]);
    expect(reader.head()).toMatchObject({ height, blockTime: ledger.status().blockTime });
  });

  it("says when there is nothing to read", () => {
    expect(() => openStateReader(directory)).toThrow(expect.objectContaining({ code: "STORE_MISSING" }));
  });
});
