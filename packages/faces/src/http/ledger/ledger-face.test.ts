import { canonicalJson, silentLog, toBase64Url } from "@symbolon/base";
import { sha256, verifySignature, verifySignatureAsync } from "@symbolon/crypto";
import {
  type Block,
  EmbeddedLedger,
  FollowerLedger,
  type HeaderStatement,
  headerStatementBytes,
  type Ledger,
  LocalEngine,
  MemoryStore,
} from "@symbolon/ledger";
import { parseProof } from "@symbolon/proofs";
import {
  eventually,
  signTransaction,
  systemTime,
  testGenesis,
  testMember as testSubmitter,
  testRuleset,
  testSigner,
  validatorOf,
} from "@symbolon/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { HttpBlockSource } from "../client/http-block-source.ts";
import { HttpHeaderWitness } from "../client/http-header-witness.ts";
import { MemberConnection } from "../client/member-connection.ts";
import { HttpServer } from "../server/http-server.ts";
import { type TestMember, testMember, trustIn } from "../server/tls.fixture.ts";
import { LEDGER_PATH, ledgerPlugin } from "./ledger-plugin.ts";
import { MAX_STREAMS_PER_MEMBER } from "./member-streams.ts";
import { WitnessBoard } from "./witness-board.ts";

const home = await testMember("home");
const visitor = await testMember("visitor");
const members = [home, visitor];
const alice = testSubmitter("alice");
const signer = testSigner();
const genesis = testGenesis({ members: [alice], validators: [validatorOf(signer)], time: systemTime.now() });
const local = { ruleset: testRuleset, clock: systemTime, timers: systemTime, log: silentLog, sha256 };
const checked = { ...local, verifySignature: verifySignatureAsync };

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of opened.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
});

function keep<Resource extends AsyncDisposable>(resource: Resource): Resource {
  opened.push(resource);
  return resource;
}

function engine(): LocalEngine {
  return new LocalEngine({ genesis }, { ...local, store: new MemoryStore(), verifySignature });
}

async function orderer(): Promise<EmbeddedLedger> {
  return keep(await EmbeddedLedger.open({ genesis }, { ...checked, engine: engine(), signer }));
}

async function serve(ledger: Ledger, port = 0, as: TestMember = home, witnesses = new WitnessBoard()) {
  const options = { face: "ledger", port, tls: { identity: as.identity, trust: trustIn(members) } };
  const plugins = [ledgerPlugin({ ledger, genesis, witnesses, log: silentLog })];
  const server = keep(await HttpServer.create(options, { log: silentLog, clock: systemTime, plugins }));
  return { server, port: (await server.listen()).port };
}

function connect(port: number, memberId = "home", as: TestMember = visitor, timeout = 5_000): MemberConnection {
  const endpoint = { memberId, host: "127.0.0.1", port };
  const modules = { identity: as.identity, trust: trustIn(members), clock: systemTime };
  return keep(new MemberConnection({ endpoint, timeout }, modules));
}

async function follower(port: number): Promise<FollowerLedger> {
  const source = new HttpBlockSource(connect(port));
  return keep(await FollowerLedger.open({ genesis }, { ...checked, engine: engine(), source }));
}

function transaction(ledger: Ledger, idempotencyKey: string, args: object = {}) {
  const value = { steps: [{ op: "put", key: "a", value: "1" }], ...args };
  return signTransaction(alice.signer, {
    ledger: ledger.status().ledger,
    contract: "test",
    method: "script",
    args: value,
    submitter: alice.certificateId,
    idempotencyKey,
    createdAt: systemTime.now(),
  });
}

describe("the ledger over mutual TLS", () => {
  it("lets a follower execute the orderer's blocks and forward transactions", async () => {
    const first = await orderer();
    const { port } = await serve(first);
    const second = await follower(port);
    const receipt = await second.submit(await transaction(first, "one"));
    expect(receipt).toMatchObject({ status: "done", height: 1, repeated: false });
    expect(second.status()).toMatchObject({ height: 1, stateRoot: first.status().stateRoot });
    expect(await second.submit(await transaction(first, "one"))).toMatchObject({ id: receipt.id, repeated: true });
  });

  it("lets a follower go on after its orderer was away", async () => {
    const first = await orderer();
    const { server, port } = await serve(first);
    const second = await follower(port);
    await server.close();
    await first.submit(await transaction(first, "meanwhile"));
    await serve(first, port);
    await eventually(() => second.status().height === 1);
    expect(second.status().headerHash).toBe(first.status().headerHash);
  });

  it("hands a refusal of the orderer on by its code", async () => {
    const first = await orderer();
    const { port } = await serve(first);
    const source = new HttpBlockSource(connect(port));
    const altered = { ...(await transaction(first, "two")), args: { steps: [] } };
    await expect(source.submit(altered)).rejects.toMatchObject({ code: "SIGNATURE_INVALID" });
    const elsewhere = { ...(await transaction(first, "three")), ledger: "another" };
    await expect(source.submit(elsewhere)).rejects.toMatchObject({ code: "WRONG_LEDGER" });
    const late = await transaction(first, "four");
    await first[Symbol.asyncDispose]();
    await expect(source.submit(late)).rejects.toMatchObject({
      code: expect.stringMatching(/LEDGER_(STOPPED|CLOSED)/) as string,
    });
  });

  it("refuses a server that is another member than the expected one", async () => {
    const { port } = await serve(await orderer());
    const source = new HttpBlockSource(connect(port, "visitor"));
    await expect(source.submit(await transaction(await orderer(), "five"))).rejects.toMatchObject({
      code: "ORDERER_UNREACHABLE",
    });
    await expect(connect(port, "nobody").exchange({ path: "/" })).rejects.toMatchObject({ code: "PEER_UNKNOWN" });
  });

  it("tells status, genesis and signed headers", async () => {
    const first = await orderer();
    await first.submit(await transaction(first, "six"));
    const { port } = await serve(first);
    const connection = connect(port);
    const read = async (path: string) => {
      const body = connection.expectOk(await connection.exchange({ path: LEDGER_PATH + path }));
      return body.toString();
    };
    expect(JSON.parse(await read("/status"))).toEqual(first.status());
    expect(JSON.parse(await read("/genesis"))).toEqual(genesis);
    const { header, signature } = first.block(1) as Block;
    expect(JSON.parse(await read("/headers/1"))).toEqual({ header, signature });
    const proof = parseProof(Buffer.from(await read("/proofs?key=nobody%2Fhere")), sha256);
    expect(proof).toMatchObject({ type: "record", record: { key: "nobody/here", value: undefined } });
    const missing = await connection.exchange({ path: `${LEDGER_PATH}/headers/9` });
    expect(missing.status).toBe(404);
    expect(() => connection.expectOk(missing)).toThrowError(/keeps no block 9/);
  });

  it("is closed to those that mutual TLS has not identified", async () => {
    const ledger = await orderer();
    const plugins = [ledgerPlugin({ ledger, genesis, witnesses: new WitnessBoard(), log: silentLog })];
    const modules = { log: silentLog, clock: systemTime, plugins };
    const server = keep(await HttpServer.create({ face: "ledger", port: 0 }, modules));
    const { url } = await server.listen();
    const answer = await fetch(`${url}${LEDGER_PATH}/status`);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ cause: "ACCESS_NOT_ALLOWED" });
  });

  it("bounds the streams of one member and gives them back", async () => {
    const { port } = await serve(await orderer());
    const connection = connect(port);
    const end = new AbortController();
    const path = `${LEDGER_PATH}/blocks`;
    const streams = Array.from({ length: MAX_STREAMS_PER_MEMBER }, () =>
      connection.stream({ path, signal: end.signal }),
    );
    await Promise.all(streams.map((stream) => stream.next()));
    const refused = connection.stream({ path, signal: end.signal }).next();
    await expect(refused).rejects.toMatchObject({ code: "PEER_REFUSED", details: { status: 429 } });
    end.abort();
    await Promise.all(streams.map((stream) => stream.return(undefined)));
    const again = new AbortController();
    let answered = false;
    while (!answered) {
      const stream = connection.stream({ path, signal: again.signal });
      answered = await stream.next().then(
        ({ done }) => done !== true,
        () => false,
      );
    }
    again.abort();
  });

  it("makes no blocks ahead of a reader that does not read", async () => {
    const real = await orderer();
    const block = real.block(0) as Block;
    const big = { ...block, padding: "x".repeat(100_000) };
    let made = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) {
          made += 1;
          yield big;
        }
      } finally {
        ended = true;
      }
    }
    const { port } = await serve(Object.assign(Object.create(real) as Ledger, { follow: endless }));
    const end = new AbortController();
    const stream = connect(port).stream({ path: `${LEDGER_PATH}/blocks`, signal: end.signal });
    await stream.next();
    const soon = made;
    await eventually(() => made > 0);
    expect(soon).toBeLessThan(50);
    end.abort();
    await stream.return(undefined);
    await eventually(() => ended);
    expect(made).toBeLessThan(50);
  });

  it("ends streams when the server closes", async () => {
    const { server, port } = await serve(await orderer());
    const stream = connect(port).stream({ path: `${LEDGER_PATH}/blocks`, signal: new AbortController().signal });
    await stream.next();
    const closed = server.close();
    for await (const _ of stream) expect(_).toBeInstanceOf(Buffer);
    await closed;
  });
});

async function statement(ledger: Ledger, conflicting = false): Promise<HeaderStatement> {
  const { header, signature } = ledger.block(0) as Block;
  const said = { seen: { header, signature }, ...(conflicting ? { conflicting: { header, signature } } : {}) };
  const key = testSigner();
  const signed = toBase64Url(await key.sign(headerStatementBytes(said)));
  return { ...said, witness: { ...validatorOf(key), signature: signed } };
}

async function first(statements: AsyncIterable<HeaderStatement>): Promise<HeaderStatement | undefined> {
  for await (const said of statements) return said;
  return undefined;
}

describe("witnesses", () => {
  it("hear directly what another follower publishes, in both directions", async () => {
    const ledger = await orderer();
    const [here, there] = [new WitnessBoard(), new WitnessBoard()];
    const { port } = await serve(ledger, 0, home, there);
    const end = new AbortController();
    const modules = { board: here, others: [connect(port)], timers: systemTime, log: silentLog };
    const witness = new HttpHeaderWitness({ memberId: "visitor" }, modules);

    const said = await statement(ledger);
    await witness.publish(said);
    expect(await first(there.read(end.signal))).toEqual(said);

    const accusation = await statement(ledger, true);
    there.post("home", accusation);
    const heard: string[] = [];
    for await (const each of witness.statements(end.signal)) {
      heard.push(each.witness.spki);
      if (heard.includes(accusation.witness.spki)) end.abort();
    }
    expect(heard).toContain(accusation.witness.spki);
  });

  it("say when nobody takes their word", async () => {
    const ledger = await orderer();
    const { server, port } = await serve(ledger);
    await server.close();
    const modules = { board: new WitnessBoard(), others: [connect(port)], timers: systemTime, log: silentLog };
    const witness = new HttpHeaderWitness({ memberId: "visitor" }, modules);
    await expect(witness.publish(await statement(ledger))).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
  });

  it("refuse words that are no statement", async () => {
    const ledger = await orderer();
    const { port } = await serve(ledger);
    const said = await statement(ledger);
    const path = `${LEDGER_PATH}/witnesses`;
    const post = (body: object) => connect(port).exchange({ method: "POST", path, body: JSON.stringify(body) });
    expect((await post(said)).status).toBe(204);
    expect((await post({ ...said, extra: 1 })).status).toBe(400);
    expect((await post({ ...said, witness: { ...said.witness, spki: "A" } })).status).toBe(400);
  });

  it("keep an accusation when its member goes on talking", async () => {
    const ledger = await orderer();
    const board = new WitnessBoard();
    const accusation = await statement(ledger, true);
    board.post("visitor", accusation);
    board.post("visitor", await statement(ledger));
    expect(canonicalJson({ ...(await first(board.read(new AbortController().signal))) } as never)).toBe(
      canonicalJson({ ...accusation } as never),
    );
  });
});
