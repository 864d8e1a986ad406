import type { JsonObject } from "@symbolon/base";
import type { Ledger, Receipt } from "@symbolon/ledger";
import type { SignedTransaction, TransactionBody, Verdict } from "@symbolon/proofs";
import type { Genesis, Ruleset } from "@symbolon/state";
import { afterAll, beforeAll, describe } from "vitest";
import { admissionCases } from "./compliance/admission-cases.ts";
import { executionCases } from "./compliance/execution-cases.ts";
import { historyCases } from "./compliance/history-cases.ts";
import { idempotencyCases } from "./compliance/idempotency-cases.ts";
import { proofCases } from "./compliance/proof-cases.ts";
import type { Step } from "./test-contract.ts";
import { signTransaction, testGenesis, type TestMember, testMember } from "./test-members.ts";
import { testRuleset, testRulesetModule } from "./test-ruleset.ts";

/** What a driver needs to open a ledger that the suite can use. */
export interface ComplianceSetup {
  readonly ruleset: Ruleset;
  readonly rulesetModule: { readonly url: string; readonly exportName: string };
  /** The genesis for validators that the driver chooses. */
  readonly genesis: (validators: Genesis["validators"], time: number) => Genesis;
}

/** A ledger under test, opened by its driver. */
export interface LedgerUnderTest extends AsyncDisposable {
  /** The ledger as it is open now. */
  readonly ledger: Ledger;
  /** The driver's clock, for `createdAt`. */
  now(): number;
  /** Closes and opens again on the same data; absent where nothing outlives the process. */
  readonly restart?: () => Promise<void>;
  /** Verifies a proof document against what somebody outside would trust; absent where nothing is proved. */
  readonly verifyProof?: (document: Uint8Array) => Promise<Verdict>;
}

/** What every case works with. */
export interface ComplianceContext {
  readonly under: LedgerUnderTest;
  readonly alice: TestMember;
  readonly bob: TestMember;
  readonly admin: TestMember;
  readonly stranger: TestMember;
  /** Milliseconds. */
  readonly replayWindow: number;
  /** A key that no other case uses. */
  fresh(prefix: string): string;
  body(member: TestMember, changes?: Partial<TransactionBody>): TransactionBody;
  sign(member: TestMember, changes?: Partial<TransactionBody>): Promise<SignedTransaction>;
  /** Submits a script of the test contract. */
  run(member: TestMember, steps: readonly Step[]): Promise<Receipt>;
}

const REPLAY_WINDOW_MS = 60_000;

/** The behaviour that every driver of the ledger has in common. */
export function ledgerCompliance(name: string, open: (setup: ComplianceSetup) => Promise<LedgerUnderTest>): void {
  describe(`ledger compliance: ${name}`, () => {
    const state: { under?: LedgerUnderTest } = {};
    const context = complianceContext(() => state.under as LedgerUnderTest);
    beforeAll(async () => {
      state.under = await open(complianceSetup(context));
    });
    afterAll(async () => {
      await state.under?.[Symbol.asyncDispose]();
    });
    admissionCases(context);
    executionCases(context);
    idempotencyCases(context);
    proofCases(context);
    historyCases(context);
  });
}

function complianceSetup(context: ComplianceContext): ComplianceSetup {
  const { alice, bob, admin } = context;
  return {
    ruleset: testRuleset,
    rulesetModule: testRulesetModule,
    genesis: (validators, time) =>
      testGenesis({ members: [alice, bob, admin], validators, time, parameters: { replayWindow: REPLAY_WINDOW_MS } }),
  };
}

function complianceContext(under: () => LedgerUnderTest): ComplianceContext {
  let count = 0;
  const fresh = (prefix: string) => `${prefix}-${(count += 1)}`;
  const body = (member: TestMember, changes: Partial<TransactionBody> = {}): TransactionBody => ({
    ledger: under().ledger.status().ledger,
    contract: "test",
    method: "script",
    args: { steps: [] },
    submitter: member.certificateId,
    idempotencyKey: fresh("request"),
    createdAt: under().now(),
    ...changes,
  });
  const sign: ComplianceContext["sign"] = (member, changes) => signTransaction(member.signer, body(member, changes));
  return {
    get under() {
      return under();
    },
    alice: testMember("alice"),
    bob: testMember("bob", "client", "EdDSA"),
    admin: testMember("admin", "admin"),
    stranger: testMember("stranger"),
    replayWindow: REPLAY_WINDOW_MS,
    fresh,
    body,
    sign,
    run: async (member, steps) => {
      const args = { steps } as unknown as JsonObject;
      return under().ledger.submit(await sign(member, { args }));
    },
  };
}
