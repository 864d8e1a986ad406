import { silentLog, SymbolonError } from "@symbolon/base";
import { sha256 } from "@symbolon/crypto/hash";
import { verifySignature, verifySignatureAsync } from "@symbolon/crypto/signatures";
import type { Ruleset } from "@symbolon/state";
import {
  eventually,
  scriptTransaction,
  type Step,
  systemTime,
  testGenesis,
  testMember,
  testRuleset,
  testSigner,
  validatorOf,
} from "@symbolon/testkit";
import { afterEach, describe, expect, it } from "vitest";
import type { Block, Heartbeat } from "../block.ts";
import { openInThreadLedger } from "../embedded/in-thread-ledger.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { BlockSource } from "./block-source.ts";
import { FollowerLedger } from "./follower-ledger.ts";
import type { HeaderStatement, HeaderWitness } from "./header-statement.ts";

const alice = testMember("alice");
const orderingKey = testSigner();
const genesis = testGenesis({ members: [alice], validators: [validatorOf(orderingKey)], time: systemTime.now() });
const basic = { clock: systemTime, timers: systemTime, log: silentLog };
const open: AsyncDisposable[] = [];
let requests = 0;

afterEach(async () => {
  for (const ledger of open.splice(0)) await ledger[Symbol.asyncDispose]();
});

async function orderer(store = new MemoryStore()) {
  const ledger = await openInThreadLedger({ genesis }, { ...basic, store, ruleset: testRuleset, signer: orderingKey });
  open.push(ledger);
  return ledger;
}

async function follower(
  source: BlockSource,
  options: { store?: MemoryStore; ruleset?: Ruleset; witness?: HeaderWitness } = {},
) {
  const { store = new MemoryStore(), ruleset = testRuleset, witness } = options;
  const engine = new LocalEngine({ genesis }, { store, ruleset, sha256, verifySignature, clock: systemTime });
  const watch = witness === undefined ? {} : { watch: { witness, signer: testSigner() } };
  const modules = { ...basic, ...watch, engine, ruleset, source, sha256, verifySignature: verifySignatureAsync };
  const ledger = await FollowerLedger.open({ genesis }, modules);
  open.push(ledger);
  return ledger;
}

async function write(
  ledger: { submit: FollowerLedger["submit"]; status: FollowerLedger["status"] },
  steps: readonly Step[],
) {
  const place = {
    ledger: ledger.status().ledger,
    createdAt: systemTime.now(),
    idempotencyKey: `request-${(requests += 1)}`,
  };
  return ledger.submit(await scriptTransaction(alice, place, steps));
}

/** A source whose blocks somebody changes on their way. */
function changing(source: BlockSource, change: (block: Block) => Block): BlockSource {
  return {
    submit: (transaction) => source.submit(transaction),
    async *follow(fromHeight, signal) {
      for await (const item of source.follow(fromHeight, signal)) yield "header" in item ? change(item) : item;
    },
  };
}

/** Followers in one room: each hears what the others say. */
function room(): () => HeaderWitness {
  const members = new Set<(statement: HeaderStatement) => void>();
  return () => {
    const heard: HeaderStatement[] = [];
    let wake = () => {};
    const hear = (statement: HeaderStatement) => {
      heard.push(statement);
      wake();
    };
    members.add(hear);
    return {
      publish: async (statement) => {
        for (const member of members) if (member !== hear) member(statement);
      },
      async *statements(signal) {
        while (!signal.aborted) {
          for (const statement of heard.splice(0)) yield statement;
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
            if (heard.length > 0) resolve();
          });
        }
      },
    };
  };
}

describe("FollowerLedger", () => {
  it("has the orderer's chain and state, from the first block and after each new one", async () => {
    const leading = await orderer();
    await write(leading, [{ op: "put", key: "item/a", value: "1" }]);
    const following = await follower(leading);
    await eventually(() => following.status().height === 1);
    const receipt = await write(following, [{ op: "put", key: "item/b", value: "2" }]);
    expect(receipt).toMatchObject({ status: "done", height: 2, repeated: false });
    expect(following.status().headerHash).toBe(leading.status().headerHash);
    expect(following.blockOctets(2)).toEqual(leading.blockOctets(2));
  });

  it("catches up after it was away", async () => {
    const leading = await orderer();
    const store = new (class extends MemoryStore {
      override async [Symbol.asyncDispose]() {}
    })();
    const first = await follower(leading, { store });
    await write(first, []);
    await first[Symbol.asyncDispose]();
    for (let n = 0; n < 20; n += 1) await write(leading, [{ op: "put", key: "item/n", value: String(n) }]);
    const second = await follower(leading, { store });
    await eventually(() => second.status().height === leading.status().height);
    expect(second.status().stateRoot).toBe(leading.status().stateRoot);
  });

  it.each<[string, (block: Block) => Block]>([
    [
      "a transaction",
      (block) => ({
        ...block,
        transactions: block.transactions.map((given) => ({ ...given, args: { steps: [{ op: "hash", text: "" }] } })),
      }),
    ],
    ["a missing transaction", (block) => ({ ...block, transactions: [], results: [] })],
    ["the state root", (block) => ({ ...block, header: { ...block.header, stateRoot: "11".repeat(32) } })],
    ["the signature", (block) => ({ ...block, signature: { ...block.signature, signature: "A".repeat(86) } })],
    ["the key", (block) => ({ ...block, signature: { ...block.signature, ...validatorOf(testSigner()) } })],
    ["a signature that is not base64url", (block) => ({ ...block, signature: { ...block.signature, signature: "=" } })],
  ])("takes no block in which somebody on the way has changed %s", async (_, change) => {
    const leading = await orderer();
    let honest = false;
    const following = await follower(
      changing(leading, (block) => (honest || block.header.height === 0 ? block : change(block))),
    );
    await write(leading, [{ op: "about" }]);
    const looked = systemTime.monotonic();
    await eventually(() => systemTime.monotonic() - looked > 50);
    expect(following.status()).toMatchObject({ height: 0 });
    expect(following.status().stopped).toBeUndefined();
    honest = true;
    await eventually(() => following.status().height === 1);
  });

  it("stops where its own execution gives another state", async () => {
    const leading = await orderer();
    const [contract] = testRuleset.contracts;
    const script = contract?.methods["script"];
    if (contract === undefined || script === undefined) throw new Error("the test contract has a script");
    const execute: typeof script.execute = (view, args) => {
      view.put("item/other", new Uint8Array([1]));
      return script.execute(view, args);
    };
    const ruleset = { ...testRuleset, contracts: [{ ...contract, methods: { script: { ...script, execute } } }] };
    const following = await follower(leading, { ruleset });
    await write(leading, [{ op: "about" }]);
    await eventually(() => following.status().stopped !== undefined);
    expect(following.status()).toMatchObject({ height: 0, stopped: { code: "BLOCK_DIFFERS" } });
    await expect(write(following, [])).rejects.toMatchObject({ code: "LEDGER_STOPPED" });
    expect(following.state.head().height).toBe(0);
  });

  it("stops, with others who were shown another chain, and stays stopped after a restart", async () => {
    const [one, other] = [await orderer(), await orderer()];
    const enter = room();
    const stores = [0, 1].map(
      () =>
        new (class extends MemoryStore {
          override async [Symbol.asyncDispose]() {}
        })(),
    );
    await write(one, [{ op: "put", key: "item/shown", value: "to the first" }]);
    await write(other, [{ op: "put", key: "item/shown", value: "to the second" }]);
    await write(other, [{ op: "about" }]);
    const followers = await Promise.all([
      follower(one, { witness: enter(), store: stores[0] as MemoryStore }),
      follower(other, { witness: enter(), store: stores[1] as MemoryStore }),
    ]);
    await eventually(() => followers.every((following) => following.status().stopped !== undefined));
    for (const following of followers) expect(following.status().stopped?.code).toBe("TWO_CHAINS");
    await eventually(() => stores.every((store) => store.meta("evidence") !== undefined));
    for (const following of followers) await following[Symbol.asyncDispose]();
    const again = await follower(one, { store: stores[0] as MemoryStore });
    expect(again.status().stopped?.code).toBe("TWO_CHAINS");
  });

  it("is not stopped by a witness who makes things up", async () => {
    const leading = await orderer();
    const enter = room();
    const liar = enter();
    const following = await follower(leading, { witness: enter() });
    await write(following, [{ op: "about" }]);
    const block = following.block(1) as Block;
    const seen = { header: { ...block.header, stateRoot: "22".repeat(32) }, signature: block.signature };
    await liar.publish({ seen, witness: { ...validatorOf(testSigner()), signature: "A".repeat(86) } });
    await write(following, [{ op: "about" }]);
    expect(following.status().stopped).toBeUndefined();
  });

  it("stops when the orderer goes on from another block than the one it gave here", async () => {
    const [one, other] = [await orderer(), await orderer()];
    let source: BlockSource = one;
    const cut = new AbortController();
    const following = await follower({
      submit: (transaction) => source.submit(transaction),
      follow: (from, signal) => source.follow(from, AbortSignal.any([signal, source === one ? cut.signal : signal])),
    });
    await write(following, [{ op: "put", key: "item/x", value: "first" }]);
    await write(other, [{ op: "put", key: "item/x", value: "second" }]);
    await write(other, [{ op: "about" }]);
    source = other;
    cut.abort();
    await eventually(() => following.status().stopped !== undefined);
    expect(following.status()).toMatchObject({ height: 1, stopped: { code: "TWO_CHAINS" } });
  });

  it("says that the orderer cannot be reached, and that its word was not kept", async () => {
    const leading = await orderer();
    const answers: BlockSource["submit"][] = [
      () => Promise.reject(new TypeError("socket hang up")),
      () => Promise.reject(new SymbolonError("OVERLOADED", "too much", "wait")),
      async () => ({ id: "0".repeat(64), status: "done", events: [], height: 0, index: 0, repeated: false }),
    ];
    const following = await follower({
      follow: (from, signal) => leading.follow(from, signal),
      submit: (transaction) => (answers.shift() as BlockSource["submit"])(transaction),
    });
    await expect(write(following, [])).rejects.toMatchObject({ code: "ORDERER_UNREACHABLE" });
    await expect(write(following, [])).rejects.toMatchObject({ code: "OVERLOADED" });
    await expect(write(following, [])).rejects.toMatchObject({ code: "RECEIPT_UNTRUE" });
  });

  it("forgets nobody who waits when it is closed", async () => {
    const leading = await orderer();
    let blocksGone = false;
    const following = await follower({
      submit: (transaction) => leading.submit(transaction),
      async *follow(from, signal): AsyncGenerator<Block | Heartbeat, void, undefined> {
        for await (const item of leading.follow(from, signal)) {
          if (blocksGone) continue;
          yield item;
        }
      },
    });
    blocksGone = true;
    const outcome = write(following, []).catch((error: unknown) => error);
    await eventually(() => leading.status().height === 1);
    await following[Symbol.asyncDispose]();
    expect(await outcome).toMatchObject({ code: "LEDGER_CLOSED" });
  });
});
