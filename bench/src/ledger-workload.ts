import { generateKeyPairSync } from "node:crypto";
import { type JsonObject, toBase64Url } from "@symbolon/base";
import {
  buildGenesis,
  type MemberProfile,
  NO_BATCH_DIGEST,
  planDigests,
  type PlanLine,
  symbolonRuleset,
  toDigits,
} from "@symbolon/contracts";
import { certificateIdOf } from "@symbolon/contracts/members";
import { KeyObjectSigner, sha256, type Signer } from "@symbolon/crypto";
import { ledgerIdentifier, type RulesetModule } from "@symbolon/ledger";
import { type SignedTransaction, transactionId, transactionSigningBytes } from "@symbolon/proofs";
import type { Genesis, Ruleset } from "@symbolon/state";
import { benchRuleset } from "./ledger-ruleset.ts";

const MEMBERS = 16;
const DAY_MS = 86_400_000;
/** Numbers are recorded in no order: one step of this many through a member's numbers at a time. */
const STRIDE = 7_919;
const FIRST_NUMBER = 315_010_123_400_000;
/** Ranges of the numbering plan that are imported, and how many come with one call. */
export const PLAN_RANGES = 11_661;
export const PLAN_BATCH = 250;

const alliance = { url: import.meta.resolve("@symbolon/contracts"), exportName: "symbolonRuleset" };

/** What a benchmark of the ledger submits, signed beforehand. */
export interface Workload {
  readonly genesis: Genesis;
  readonly orderer: Signer;
  readonly ruleset: Ruleset;
  /** Where the thread of the ledger finds the ruleset. */
  readonly module: RulesetModule;
  /** One after the other, before the part that is timed. */
  readonly preparation: readonly SignedTransaction[];
  readonly transactions: readonly SignedTransaction[];
}

interface Call {
  readonly contract: string;
  readonly method: string;
  readonly args: JsonObject;
}

interface Submitter {
  readonly id: string;
  readonly signer: Signer;
}

export function newSigner(): Signer {
  return new KeyObjectSigner(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/** Signs calls for one ledger, each with an idempotency key of its own. */
class CallSigner {
  readonly #ledger: string;
  readonly #time: number;
  #count = 0;

  constructor(genesis: Genesis) {
    this.#ledger = ledgerIdentifier(genesis, sha256);
    this.#time = genesis.time;
  }

  async sign(submitter: Submitter, call: Call): Promise<SignedTransaction> {
    this.#count += 1;
    const body = { ledger: this.#ledger, ...call, submitter: submitter.id, createdAt: this.#time };
    const transaction = { ...body, idempotencyKey: `call-${this.#count}` };
    return {
      ...transaction,
      signature: toBase64Url(await submitter.signer.sign(transactionSigningBytes(transaction))),
    };
  }
}

/** Three small records per number, by a contract that does nothing else: the ledger's own cost. */
export async function contractWorkload(count: number): Promise<Workload> {
  const orderer = newSigner();
  const members = Array.from({ length: MEMBERS }, (_, n) => ({ id: `member-${n}`, signer: newSigner() }));
  const certificates = members.map(({ id, signer }) => [id, { memberId: id, spki: toBase64Url(signer.spki) }] as const);
  const genesis: Genesis = {
    format: 1,
    name: "bench",
    time: Date.now(),
    validators: [validatorOf(orderer)],
    contracts: { numbers: Object.fromEntries(certificates) },
  };
  const calls = new CallSigner(genesis);
  const transactions = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const member = members[n % MEMBERS] as Submitter;
      const number = `31501${String((n * STRIDE) % 10_000_000_000).padStart(10, "0")}`;
      return calls.sign(member, { contract: "numbers", method: "record", args: { number, holder: member.id } });
    }),
  );
  const module = { url: new URL("./ledger-ruleset.ts", import.meta.url).href, exportName: "benchRuleset" };
  return { genesis, orderer, ruleset: benchRuleset, module, preparation: [], transactions };
}

/** `numbers.record` as a member calls it: each call charged, its number anywhere among those that the member was given. */
export async function allianceWorkload(count: number): Promise<Workload> {
  const orderer = newSigner();
  const time = Date.now();
  const buyer = newMember();
  const operators = Array.from({ length: MEMBERS }, newMember);
  const founders = [
    profile("buyer", "number-buyer", buyer, time),
    ...operators.map((operator, n) => profile(`operator-${n}`, "operator", operator, time)),
  ];
  const genesis = buildGenesis({ name: "bench", time, validators: [validatorOf(orderer)], founders });
  const calls = new CallSigner(genesis);
  const share = shareOf(count);
  const preparation = [await calls.sign(buyer, injection())];
  for (const [n, operator] of operators.entries()) {
    const limit = { member: `operator-${n}`, currency: "USD", limit: "1000000000" };
    preparation.push(await calls.sign(buyer, { contract: "settlement", method: "setCreditLimit", args: limit }));
    const apply = { kind: "imsi", length: 15, count: share };
    const applied = await calls.sign(operator, { contract: "numbers", method: "apply", args: apply });
    const application = transactionId(transactionSigningBytes(applied), sha256);
    preparation.push(
      applied,
      await calls.sign(operator, { contract: "numbers", method: "open", args: { application } }),
    );
  }
  const transactions = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const member = n % MEMBERS;
      const place = (Math.floor(n / MEMBERS) * STRIDE) % share;
      return calls.sign(operators[member] as Submitter, recording(FIRST_NUMBER + member * share + place));
    }),
  );
  return { genesis, orderer, ruleset: symbolonRuleset, module: alliance, preparation, transactions };
}

/** A numbering plan as the registry imports it: approved, then batch by batch in order. */
export async function planWorkload(): Promise<Workload> {
  const orderer = newSigner();
  const time = Date.now();
  const registry = newMember();
  const founders = [profile("registry", "registry", registry, time)];
  const genesis = buildGenesis({ name: "bench", time, validators: [validatorOf(orderer)], founders });
  const calls = new CallSigner(genesis);
  const batches = planBatches();
  const [digest = NO_BATCH_DIGEST, ...following] = planDigests(batches, sha256);
  const name = "plan";
  const body = { name, kind: "msisdn", fileHash: "0".repeat(64), batches: batches.length, digest };
  const propose = { contract: "governance", method: "propose", args: { kind: "plan.import", body } };
  const transactions = await Promise.all(
    batches.map((lines, batch) => {
      const args = { name, batch, lines, nextDigest: following[batch] ?? NO_BATCH_DIGEST };
      return calls.sign(registry, { contract: "numbers", method: "importPlan", args });
    }),
  );
  const preparation = [await calls.sign(registry, propose)];
  return { genesis, orderer, ruleset: symbolonRuleset, module: alliance, preparation, transactions };
}

function planBatches(): readonly (readonly PlanLine[])[] {
  const lines = Array.from({ length: PLAN_RANGES }, (_, n) => {
    const start = toDigits(46_700_000_000 + n * 10_000, 11);
    return { start, end: `${start.slice(0, 7)}9999`, holder: { outside: `Operator ${n % 40}`, country: "46" } };
  });
  const count = Math.ceil(PLAN_RANGES / PLAN_BATCH);
  return Array.from({ length: count }, (_, n) => lines.slice(n * PLAN_BATCH, (n + 1) * PLAN_BATCH));
}

/** Numbers of one member: no multiple of the stride, so that each is recorded once. */
function shareOf(count: number): number {
  const share = Math.ceil(count / MEMBERS);
  return share % STRIDE === 0 ? share + 1 : share;
}

function injection(): Call {
  const pricing = { id: "cbrs", currency: "USD", occupationFee: "3", setUpFee: "1", periodDays: 30, noticeDays: 1 };
  return {
    contract: "numbers",
    method: "inject",
    args: { kind: "imsi", ranges: [{ plmn: "315010", block: "1234" }], pricing },
  };
}

function recording(number: number): Call {
  const digits = toDigits(number, 15);
  const routing = { dataManagement: [{ type: "UDM", endpoint: "udm" }], credentialPolicy: "off" };
  const ranges = [{ start: digits, end: digits, routing }];
  const args = { kind: "imsi", ranges, prices: [{ pricing: "cbrs", revision: 1 }] };
  return { contract: "numbers", method: "record", args };
}

function validatorOf({ suite, spki }: Signer): Genesis["validators"][number] {
  return { suite, spki: toBase64Url(spki) };
}

function newMember(): Submitter {
  const signer = newSigner();
  return { id: certificateIdOf(toBase64Url(signer.spki), sha256), signer };
}

function profile(id: string, role: MemberProfile["roles"][number], { signer }: Submitter, time: number): MemberProfile {
  const validity = { notBefore: time - DAY_MS, notAfter: time + DAY_MS };
  const { suite } = signer;
  const authority = newSigner();
  return {
    id,
    name: id,
    roles: [role],
    authority: { suite: authority.suite, spki: toBase64Url(authority.spki), certificate: "AAAA" },
    certificates: [{ use: "key", role: "admin", suite, spki: toBase64Url(signer.spki), ...validity }],
    endpoints: [{ name: "udm", type: "UDM", scheme: "http", host: "127.0.0.1", port: 7011 }],
    contact: { organisation: id, email: "noc@example.net" },
    evidence: [],
  };
}
