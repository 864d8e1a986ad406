import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { toBase64Url, toHex, utf8 } from "@symbolon/base";
import type { Endpoint } from "@symbolon/contracts/members";
import { KeyObjectSigner, sha256, verifySignature } from "@symbolon/crypto";
import { proveKey, TreeBuilder } from "@symbolon/ledger";
import {
  type Anchor,
  type BlockHeader,
  encodeProof,
  headerHash,
  headerSigningBytes,
  heartbeatSigningBytes,
  type HeaderSignature,
  NO_PREVIOUS_HASH,
  type RecordProof,
  type TrustDocument,
} from "@symbolon/proofs";
import { beforeEach, describe, expect, it } from "vitest";
import { LedgerCopyFixture } from "./ledger-copy.fixture.ts";
import { LightBchf, type LightBchfOptions } from "./light-bchf.ts";
import type { ProofSubject, RemoteBchf } from "./remote-bchf.ts";
import type { RoutingOutcome, RoutingQuery } from "./routing.ts";

const NOW = Date.UTC(2026, 10, 22, 9);
const udm: Endpoint = { name: "udm-1", type: "UDM", scheme: "https", host: "udm.acme.example", port: 8443 };
const routing = { dataManagement: [{ type: "UDM", endpoint: "udm-1" }], credentialPolicy: "off" } as const;
const KEY = generateKeyPairSync("ed25519").privateKey;
const INTRUDER = generateKeyPairSync("ed25519").privateKey;

function validatorOf(key: KeyObject) {
  return { suite: "EdDSA", spki: toBase64Url(new KeyObjectSigner(key).spki) } as const;
}

async function signed(key: KeyObject, bytes: Uint8Array): Promise<HeaderSignature> {
  return { ...validatorOf(key), signature: toBase64Url(await new KeyObjectSigner(key).sign(bytes)) };
}

/** A member with a copy of the ledger, honest unless told otherwise. */
class Remote implements RemoteBchf {
  readonly memberId: string;
  readonly copy: LedgerCopyFixture;
  /** Who orders blocks, as this member shows it. */
  key = KEY;
  previousHash = NO_PREVIOUS_HASH;
  heartbeatAt: number | undefined;
  asked: ProofSubject[] = [];
  substitute: ((asked: ProofSubject) => ProofSubject | undefined) | undefined;
  failure: Error | undefined;
  hasHeaders = true;

  constructor(memberId: string, copy: LedgerCopyFixture) {
    this.memberId = memberId;
    this.copy = copy;
  }

  async routing(_query: RoutingQuery): Promise<RoutingOutcome> {
    throw new Error("not asked here");
  }

  async proof(asked: ProofSubject): Promise<Uint8Array> {
    if (this.failure !== undefined) throw this.failure;
    this.asked.push(asked);
    const subject = this.substitute?.(asked) ?? asked;
    const { nodes, root } = this.#tree();
    const key = "key" in subject ? subject.key : this.#rangeKeyOf(subject.identifier);
    const proof: RecordProof = {
      type: "record",
      ledger: "test",
      ...("identifier" in subject ? { identifier: subject.identifier } : undefined),
      record: { key, value: this.copy.get(key) },
      path: proveKey({ treeNode: (path) => nodes.get(path) }, sha256(utf8(key))),
      root,
      anchor: await this.#anchor(root),
    };
    return encodeProof(proof, sha256);
  }

  async header(height: number): Promise<Anchor | undefined> {
    const anchor = await this.#anchor(this.#tree().root);
    return this.hasHeaders && anchor.header.height === height ? anchor : undefined;
  }

  #rangeKeyOf(identifier: string): string {
    const [kind, digits] = identifier.split("-") as [string, string];
    const prefix = `range/${kind}/${digits.length}/`;
    return this.copy.range(prefix + digits, `${prefix}:`, 1)[0]?.key ?? "";
  }

  #tree() {
    const builder = new TreeBuilder();
    for (const [key, value] of this.copy.entries()) builder.add(sha256(utf8(key)), sha256(value));
    const nodes = new Map(builder.nodes());
    return { nodes, root: toHex(builder.root) };
  }

  async #anchor(stateRoot: string): Promise<Anchor> {
    const { height, blockTime } = this.copy.head();
    const roots = {
      transactionsRoot: NO_PREVIOUS_HASH,
      resultsRoot: NO_PREVIOUS_HASH,
      validatorsHash: NO_PREVIOUS_HASH,
    };
    const header: BlockHeader = {
      ledger: "test",
      height,
      time: blockTime,
      previousHash: this.previousHash,
      stateRoot,
      ...roots,
    };
    const signature = await signed(this.key, headerSigningBytes(header));
    if (this.heartbeatAt === undefined) return { type: "embedded", header, signature };
    const beat = { ledger: "test", height, headerHash: headerHash(header, sha256), time: this.heartbeatAt };
    const heartbeat = { ...beat, signature: await signed(this.key, heartbeatSigningBytes(beat)) };
    return { type: "embedded", header, signature, heartbeat };
  }
}

const trust: TrustDocument = { format: 1, type: "embedded", ledger: "test", validators: [validatorOf(KEY)] };

let copy: LedgerCopyFixture;
let first: Remote;
let second: Remote;
let now: number;
let logged: string[];

beforeEach(() => {
  now = NOW;
  logged = [];
  copy = new LedgerCopyFixture();
  copy.block(NOW);
  copy.member("acme", [udm]);
  copy.numbers("imsi", "315010000000000", "315010000009999", {
    status: "recorded",
    holder: "acme",
    routing,
    overlaid: true,
  });
  copy.overlay("imsi", "315010000000001", { index: "shard-7" });
  copy.cover("imsi", 15);
  copy.suci({ mcc: "315", mnc: "010", routingIndicator: "17", homeNetworkKeyId: 3, holder: "acme", endpoint: "udm-1" });
  first = new Remote("first", copy);
  second = new Remote("second", copy);
});

function light(remotes: readonly RemoteBchf[] = [first, second], options: LightBchfOptions = {}): LightBchf {
  const note = (event: string, fields?: Readonly<Record<string, unknown>>) =>
    void logged.push(`${event} ${String(fields?.["code"])}`);
  const log = { debug: note, info: note, warn: note, error: note, child: () => log };
  const clock = { now: () => now, monotonic: () => 0 };
  return new LightBchf(options, { remotes, trust, sha256, verifySignature, clock, log });
}

function ask(identifier: string, from: LightBchf = light()): Promise<RoutingOutcome> {
  return from.resolve({ identifier, requester: {} });
}

describe("a light BCHF", () => {
  it("answers as a BCHF with a copy does, from proofs alone", async () => {
    expect(await ask("imsi-315010000000001")).toEqual({
      identifier: "imsi-315010000000001",
      holder: "acme",
      status: "recorded",
      dataManagement: [{ type: "UDM", uri: "https://udm.acme.example:8443", fqdn: "udm.acme.example" }],
      index: "shard-7",
      source: "ledger",
      height: 2,
      blockTime: NOW,
    });
    expect(await ask("imsi-315010000000002")).not.toHaveProperty("index");
    expect(second.asked).toEqual([]);
  });

  it("proves that nobody holds a number, and that nobody serves a SUCI", async () => {
    expect(await ask("imsi-315010000010000")).toMatchObject({ refused: "UNKNOWN_NUMBER", height: 2 });
    const output = `${"a".repeat(64)}${"b".repeat(10)}${"c".repeat(16)}`;
    expect(await ask(`suci-0-315-010-17-1-3-${output}`)).toMatchObject({ holder: "acme" });
    expect(await ask(`suci-0-315-010-17-1-4-${output}`)).toMatchObject({ refused: "UNKNOWN_NUMBER", height: 2 });
  });

  it("sees a suspended holder", async () => {
    copy.member("acme", [udm], "suspended");
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "MEMBER_SUSPENDED" });
  });

  it("refuses what it cannot ask for without asking", async () => {
    expect(await ask("imsi-x")).toMatchObject({ refused: "MALFORMED_REQUEST" });
    expect(await ask("nai-user@epc.acme.example")).toMatchObject({ refused: "UNSUPPORTED" });
    expect(first.asked).toEqual([]);
  });

  it("needs two members", () => {
    for (const remotes of [[], [first], [first, new Remote("first", copy)]]) {
      expect(() => light(remotes)).toThrow(expect.objectContaining({ code: "FUNCTION_OPTION_INVALID" }));
    }
  });
});

describe("a light BCHF does not believe", () => {
  it("another orderer's signature, and asks the next member instead", async () => {
    first.key = INTRUDER;
    first.copy.member("acme", [udm]);
    const third = new Remote("third", copy);
    expect(await ask("imsi-315010000000001", light([first, second, third]))).toMatchObject({ holder: "acme" });
    expect(logged).toEqual(["bchf.remote.failed PROOF_NOT_ACCEPTED"]);
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "TOO_FAR_BEHIND" });
  });

  it("a true proof of something else: another number's range, a range elsewhere, another member", async () => {
    const substitutes: ((asked: ProofSubject) => ProofSubject | undefined)[] = [
      (asked) => ("identifier" in asked ? { identifier: "imsi-315010000010000" } : undefined),
      (asked) => ("identifier" in asked ? { key: "range/imsi/15/999999999999999" } : undefined),
      (asked) => ("key" in asked && asked.key === "member/acme" ? { key: "member/nobody" } : undefined),
      (asked) =>
        "key" in asked && asked.key.startsWith("number/") ? { key: "number/imsi/15/315010000000009" } : undefined,
    ];
    for (const substitute of substitutes) {
      logged = [];
      first.substitute = substitute;
      second.substitute = substitute;
      expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "HOME_UNREACHABLE" });
      expect(logged).toEqual(["bchf.remote.failed PROOF_NOT_ACCEPTED", "bchf.remote.failed PROOF_NOT_ACCEPTED"]);
    }
  });

  it("a second chain by the true orderer", async () => {
    first.previousHash = "1".repeat(64);
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "TOO_FAR_BEHIND" });
    expect(logged).toEqual(["bchf.remote.failed HEADERS_DIVERGE", "bchf.remote.failed HEADERS_DIVERGE"]);
  });

  it("a header that nobody confirms", async () => {
    second.hasHeaders = false;
    first.hasHeaders = false;
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "TOO_FAR_BEHIND" });
    second.hasHeaders = true;
    second.key = INTRUDER;
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "HOME_UNREACHABLE" });
    second.key = KEY;
    expect(await ask("imsi-315010000000001")).toMatchObject({ holder: "acme" });
  });

  it("an old header, unless a heartbeat renewed it", async () => {
    now = NOW + 30_001;
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "TOO_FAR_BEHIND" });
    expect(await ask("imsi-315010000000001", light(undefined, { maxAge: 60_000 }))).toMatchObject({ holder: "acme" });
    first.heartbeatAt = NOW + 25_000;
    expect(await ask("imsi-315010000000001")).toMatchObject({ holder: "acme", blockTime: NOW });
  });

  it("nothing at all of a member that fails, and asks the next", async () => {
    first.failure = new Error("ECONNREFUSED");
    expect(await ask("imsi-315010000000001")).toMatchObject({ holder: "acme" });
    second.failure = new Error("ECONNREFUSED");
    expect(await ask("imsi-315010000000001")).toMatchObject({ refused: "HOME_UNREACHABLE", height: 0 });
  });
});
