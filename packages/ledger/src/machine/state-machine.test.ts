import { canonicalBytes, fromUtf8, type JsonObject, utf8 } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature } from "@symbolon/crypto/signatures";
import type { SignedTransaction, TransactionBody } from "@symbolon/proofs";
import type { Contract, Ruleset } from "@symbolon/state";
import { scriptTransaction, type Step, testGenesis, testMember, testRuleset } from "@symbolon/testkit";
import { describe, expect, it } from "vitest";
import { ledgerErrors } from "../errors.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { keysBelow } from "@symbolon/state";
import { StateMachine } from "./state-machine.ts";

const START = 1_767_225_600_000;
const HOUR = 3_600_000;
const alice = testMember("alice");
const bob = testMember("bob", "client", "EdDSA");
const admin = testMember("admin", "admin");
const stranger = testMember("stranger");
let requests = 0;

function genesisWith(parameters: JsonObject = {}) {
  return testGenesis({ members: [alice, bob, admin], validators: [], time: START, parameters });
}

function machineWith(options: { parameters?: JsonObject; ruleset?: Ruleset; store?: MemoryStore } = {}) {
  const { parameters = {}, ruleset = testRuleset, store = new MemoryStore() } = options;
  const machine = new StateMachine({ genesis: genesisWith(parameters) }, { store, ruleset, sha256, verifySignature });
  if (machine.info().height < 0) machine.commit(machine.executeGenesis());
  return { machine, store };
}

function script(
  machine: StateMachine,
  member: typeof alice,
  steps: readonly Step[],
  changes: Partial<TransactionBody> = {},
) {
  const place = { ledger: machine.ledgerId, createdAt: START, idempotencyKey: `request-${(requests += 1)}` };
  return scriptTransaction(member, place, steps, changes);
}

function run(machine: StateMachine, transactions: readonly unknown[], time = START) {
  const executed = machine.execute({ height: machine.info().height + 1, time, transactions });
  machine.commit(executed);
  return executed;
}

describe("a block by a foreign orderer", () => {
  it("gives every bad transaction a refused result with its code, and the good ones go on", async () => {
    const { machine } = machineWith();
    const good = await script(machine, alice, [{ op: "put", key: "item/good", value: "x" }]);
    const forged = { ...(await script(machine, alice, [])), signature: good.signature };
    const cases: readonly (readonly [string | undefined, unknown])[] = [
      ["TRANSACTION_MALFORMED", null],
      ["TRANSACTION_MALFORMED", { ...good, args: [] }],
      ["TRANSACTION_MALFORMED", { ...good, more: 1 }],
      ["TRANSACTION_MALFORMED", { ...good, args: { deep: deep(100) } }],
      ["TRANSACTION_TOO_LARGE", { ...good, args: { text: "x".repeat(70_000) } }],
      ["WRONG_LEDGER", await script(machine, alice, [], { ledger: "other" })],
      ["CERTIFICATE_UNKNOWN", await script(machine, stranger, [])],
      ["ROLE_NOT_PERMITTED", await script(machine, alice, [], { method: "revoke" })],
      ["SIGNATURE_INVALID", forged],
      ["TRANSACTION_EXPIRED", await script(machine, alice, [], { createdAt: START - HOUR - 1 })],
      ["TRANSACTION_FROM_FUTURE", await script(machine, alice, [], { createdAt: START + HOUR + 1 })],
      ["ARGUMENTS_INVALID", await script(machine, alice, [], { args: {} })],
      [undefined, good],
      ["TRANSACTION_REPEATED", good],
      ["IDEMPOTENCY_KEY_REUSED", await script(machine, alice, [], { idempotencyKey: good.idempotencyKey })],
    ];
    const { results } = run(
      machine,
      cases.map(([, transaction]) => transaction),
    );
    expect(results.map(({ code }) => code)).toEqual(cases.map(([code]) => code));
    expect(machine.state.get("item/good")).toBeDefined();
  });

  it("applies a revocation to the transactions behind it in the same block", async () => {
    const { machine } = machineWith();
    const revoke = { method: "revoke", args: { certificate: bob.certificateId } };
    const transactions = [
      await script(machine, bob, []),
      await script(machine, admin, [], revoke),
      await script(machine, bob, []),
    ];
    const { results } = run(machine, transactions);
    expect(results.map(({ code }) => code)).toEqual([undefined, undefined, "CERTIFICATE_REVOKED"]);
  });

  it("does not let a cached good signature vouch for a swapped one", async () => {
    const { machine } = machineWith();
    const transaction = await script(machine, alice, []);
    machine.check(transaction, START);
    const swapped = { ...transaction, signature: (await script(machine, alice, [])).signature };
    expect(run(machine, [swapped]).results[0]?.code).toBe("SIGNATURE_INVALID");
  });

  it("must follow the last in height and time", () => {
    const { machine } = machineWith();
    const wrong = [
      { height: 2, time: START },
      { height: 0, time: START },
      { height: 1, time: START - 1 },
      { height: 1, time: Number.NaN },
    ];
    for (const block of wrong) {
      expect(() => machine.execute({ ...block, transactions: [] })).toThrow(
        expect.objectContaining({ code: "STATE_MISMATCH" }),
      );
    }
  });
});

describe("execution", () => {
  it("can be repeated and discarded without a trace", async () => {
    const { machine } = machineWith();
    const other = machineWith().machine;
    const one = await script(machine, alice, [{ op: "put", key: "item/a", value: "1" }]);
    const two = await script(machine, alice, [{ op: "put", key: "item/a", value: "2" }]);
    const at = (transactions: readonly unknown[]) => ({ height: 1, time: START, transactions });
    const first = machine.execute(at([one]));
    const discarded = machine.execute(at([two]));
    const again = machine.execute(at([one]));
    expect(discarded.stateRoot).not.toBe(first.stateRoot);
    expect(again).toMatchObject({ stateRoot: first.stateRoot, resultsRoot: first.resultsRoot });
    expect(machine.state.get("item/a")).toBeUndefined();
    machine.commit(again);
    expect(() => machine.commit(discarded)).toThrow(expect.objectContaining({ code: "STATE_MISMATCH" }));
    other.commit(other.execute(at([one])));
    expect(other.info()).toEqual(machine.info());
  });

  it("leaves the state root alone when a block is empty", () => {
    const { machine } = machineWith();
    const before = machine.info().stateRoot;
    expect(run(machine, [], START + 5_000).stateRoot).toBe(before);
  });

  it("names a contract's failure to the driver, not in the results", async () => {
    const { machine } = machineWith();
    const executed = run(machine, [await script(machine, alice, [{ op: "fail" }])]);
    expect(executed.failures).toMatchObject([{ index: 0, cause: expect.any(RangeError) }]);
    expect(executed.resultTexts[0]).not.toContain("broke");
  });

  it("fails as a whole when this node's store fails, instead of refusing what others accept", async () => {
    const store = new (class extends MemoryStore {
      broken = false;
      override get(key: string) {
        if (this.broken && key === "item/x") throw ledgerErrors.error("STORE_CORRUPT", "a bit has flipped");
        return super.get(key);
      }
    })();
    const { machine } = machineWith({ store });
    const transaction = await script(machine, alice, [{ op: "swallow" }, { op: "get", key: "item/x" }]);
    const read = await script(machine, alice, [{ op: "get", key: "item/x" }]);
    store.broken = true;
    const execute = (given: SignedTransaction) => () =>
      machine.execute({ height: 1, time: START, transactions: [given] });
    expect(execute(read)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
    expect(execute(transaction)).not.toThrow();
  });
});

describe("recovery", () => {
  it("goes on where the store stands", async () => {
    const { machine, store } = machineWith();
    run(machine, [await script(machine, alice, [{ op: "put", key: "item/a", value: "1" }])]);
    const again = machineWith({ store }).machine;
    expect(again.info()).toEqual(machine.info());
    run(again, [await script(again, alice, [{ op: "get", key: "item/a" }])]);
    expect(again.info().height).toBe(2);
  });

  it("refuses the state of another ledger", () => {
    const { store } = machineWith();
    const other = () => machineWith({ store, parameters: { replayWindow: 1_000 } });
    expect(other).toThrow(expect.objectContaining({ code: "GENESIS_MISMATCH" }));
  });

  it("refuses a head that does not fit the tree", () => {
    const { machine, store } = machineWith();
    const head = canonicalBytes({ v: 1, ...machine.info(), stateRoot: "00".repeat(32) });
    store.commit({ height: 0, state: new Map(), tree: new Map(), meta: new Map([["head", head]]) });
    expect(() => machineWith({ store })).toThrow(expect.objectContaining({ code: "STATE_MISMATCH" }));
  });
});

describe("the memory of requests", () => {
  const parameters = { replayWindow: 1_000, retention: 10_000 };
  const records = (machine: StateMachine, kind: string) => {
    const { start, end } = keysBelow(kind);
    return machine.state.range(start, end, 1_000).length;
  };

  it("is pruned by later blocks, after the retention, and no replay gets through", async () => {
    const { machine } = machineWith({ parameters });
    const old = await script(machine, alice, []);
    run(machine, [old]);
    for (let n = 1; n <= 30; n += 1) {
      const time = START + n * 1_000;
      const result = run(machine, [await script(machine, alice, [], { createdAt: time }), old], time).results;
      expect(result[0]?.status).toBe("done");
      expect(result[1]?.code).toBe(n <= 1 ? "TRANSACTION_REPEATED" : "TRANSACTION_EXPIRED");
      expect(() => machine.check(old, time + 1_001)).toThrow(expect.objectContaining({ code: "TRANSACTION_EXPIRED" }));
    }
    expect(records(machine, "transaction")).toBe(11);
    expect(records(machine, "transaction-index")).toBe(11);
  });

  it("is not touched by empty blocks", async () => {
    const { machine } = machineWith({ parameters });
    run(machine, [await script(machine, alice, [])]);
    const { stateRoot } = run(machine, [], START + HOUR);
    expect(stateRoot).toBe(machine.info().stateRoot);
    expect(records(machine, "transaction")).toBe(1);
  });

  it("must outlast every replay", () => {
    const short = () => machineWith({ parameters: { replayWindow: 1_000, retention: 2_000 } });
    expect(short).toThrow(expect.objectContaining({ code: "GENESIS_INVALID" }));
  });
});

describe("contract versions", () => {
  const version = (number: number): Contract => ({
    name: "versioned",
    version: number,
    methods: { tell: { args: { type: "object" }, roles: ["client"], execute: () => number } },
  });
  const rulesetOf = (...numbers: number[]): Ruleset => ({
    ...testRuleset,
    contracts: [...testRuleset.contracts, ...numbers.map(version)],
  });
  const tell = async (machine: StateMachine) =>
    run(machine, [await script(machine, alice, [], { contract: "versioned", method: "tell", args: {} })]).results[0]
      ?.result;
  const schedule = (machine: StateMachine, next: JsonObject) =>
    script(machine, alice, [
      { op: "put", key: "contract-version/versioned", value: fromUtf8(canonicalBytes({ v: 1, version: 1, next })) },
    ]);

  it("begin with the lowest, or as the genesis says", async () => {
    expect(await tell(machineWith({ ruleset: rulesetOf(1, 2) }).machine)).toBe(1);
    const parameters = { contractVersions: { versioned: 2 } };
    expect(await tell(machineWith({ ruleset: rulesetOf(1, 2), parameters }).machine)).toBe(2);
  });

  it("change at the height that was voted", async () => {
    const { machine } = machineWith({ ruleset: rulesetOf(1, 2) });
    run(machine, [await schedule(machine, { version: 2, height: 3 })]);
    expect(await tell(machine)).toBe(1);
    expect(await tell(machine)).toBe(2);
  });

  it("stop a node that lacks the next one before its height", async () => {
    const { machine } = machineWith({ ruleset: rulesetOf(1) });
    run(machine, [await schedule(machine, { version: 2, height: 3 })]);
    expect(await tell(machine)).toBe(1);
    await expect(tell(machine)).rejects.toMatchObject({
      code: "CONTRACT_VERSION_MISSING",
      details: { contract: "versioned", version: 2 },
    });
    expect(machine.info().height).toBe(2);
  });
});

describe("check", () => {
  it("says before a block what execution would say, and answers what is known", async () => {
    const { machine } = machineWith();
    const transaction = await script(machine, alice, [{ op: "refuse" }]);
    expect(machine.check(transaction, START)).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    run(machine, [transaction]);
    expect(machine.check(transaction, START).receipt).toMatchObject({
      status: "refused",
      height: 1,
      index: 0,
      repeated: true,
    });
    const other = await script(machine, alice, [], { idempotencyKey: transaction.idempotencyKey });
    expect(() => machine.check(other, START)).toThrow(expect.objectContaining({ code: "IDEMPOTENCY_KEY_REUSED" }));
    const forged = { ...transaction, signature: other.signature };
    expect(() => machine.check(forged, START)).toThrow(expect.objectContaining({ code: "SIGNATURE_INVALID" }));
  });
});

function deep(levels: number): JsonObject {
  let value: JsonObject = { octets: fromUtf8(utf8("x")) };
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}
