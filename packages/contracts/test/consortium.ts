import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type JsonObject, type JsonValue, SymbolonError, toBase64Url } from "@symbolon/base";
import type { CertificateRole } from "@symbolon/state";
import { MemoryStateView, type CountedWork } from "@symbolon/testkit/memory-state-view";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { buildGenesis, type GenesisOptions } from "../src/genesis.ts";
import type { MemberRole } from "../src/members/records.ts";
import type { MemberProfile } from "../src/members/schemas.ts";
import { type StatementBodies, statementBytes, type StatementKind } from "../src/members/statements.ts";
import { symbolonRuleset } from "../src/ruleset.ts";

export const LEDGER = "test-0123456789abcdef";
export const DAY = 86_400_000;
/** The start of a period of 30 days (20,670 days since 1970 are 689 periods). */
export const GENESIS_TIME = 20_670 * DAY;

/** An Ed25519 key pair, with what the ledger records of it. */
export class TestKey {
  readonly suite = "EdDSA";
  readonly spki: string;
  readonly #privateKey: KeyObject;

  constructor() {
    const pair = generateKeyPairSync("ed25519");
    this.spki = toBase64Url(pair.publicKey.export({ type: "spki", format: "der" }));
    this.#privateKey = pair.privateKey;
  }

  statement<Kind extends StatementKind>(kind: Kind, body: StatementBodies[Kind]): string {
    return toBase64Url(sign(null, statementBytes(kind, body), this.#privateKey));
  }
}

/** Keys of a member of the tests: made once, they are slow to make. */
export interface TestMember {
  readonly profile: MemberProfile;
  readonly authority: TestKey;
}

export function testMember(id: string, ...roles: MemberRole[]): TestMember {
  const authority = new TestKey();
  const admin = new TestKey();
  const certificate = {
    use: "key",
    role: "admin",
    suite: admin.suite,
    spki: admin.spki,
    notBefore: GENESIS_TIME,
    notAfter: GENESIS_TIME + 365 * DAY,
  } as const;
  const { suite, spki } = authority;
  const profile: MemberProfile = {
    id,
    name: `Member ${id}`,
    roles,
    authority: { suite, spki, certificate: "AAAA" },
    certificates: [certificate],
    endpoints: [
      { name: "udm", type: "UDM", scheme: "http", host: `udm.${id}.example`, port: 8080 },
      { name: "hss", type: "HSS", scheme: "diameter", host: "192.0.2.1", port: 3868, realm: `${id}.example` },
    ],
    contact: { organisation: id, email: `noc@${id}.example` },
    evidence: [],
  };
  return { profile, authority };
}

const validators = new Map<object, ReturnType<typeof Compile>>();

function accepts(schema: object, args: unknown): boolean {
  const validator = validators.get(schema) ?? Compile(schema as TSchema);
  validators.set(schema, validator);
  return validator.Check(args);
}

/** The members of an alliance over a state in memory; calls go through the schemas as on a ledger. */
export class Consortium {
  readonly view = new MemoryStateView(LEDGER, GENESIS_TIME);
  work: CountedWork = { keysRead: 0, keysWritten: 0 };

  constructor(options: Pick<GenesisOptions, "founders" | "settings" | "titles">) {
    const genesis = buildGenesis({ name: "test", time: GENESIS_TIME, validators: [], ...options });
    for (const contract of symbolonRuleset.contracts.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      contract.initialise?.(this.view, genesis.contracts[contract.name] as JsonObject);
    }
  }

  /** Calls `contract.method` for a member with an admin key. @throws what the contract throws, or an Error for arguments that the schema refuses */
  call(memberId: string, name: string, args: object = {}, role: CertificateRole = "admin"): JsonValue {
    const [contractName, methodName] = name.split(".") as [string, string];
    const contract = symbolonRuleset.contracts.find((candidate) => candidate.name === contractName);
    const method = contract?.methods[methodName];
    if (method === undefined) throw new Error(`no method ${name}`);
    if (!accepts(method.args, args)) throw new Error(`${name}: the schema refuses ${JSON.stringify(args)}`);
    if (!method.roles.includes(role)) throw new Error(`${name}: not for ${role}`);
    const submitter = { memberId, certificateId: "0", role };
    const { result, work } = this.view.transact(submitter, (view) => method.execute(view, args as never));
    this.work = work;
    this.view.height += 1;
    const limit = method.workLimit;
    if (limit !== undefined && (work.keysRead > limit.keysRead || work.keysWritten > limit.keysWritten)) {
      throw new Error(`${name}: ${JSON.stringify(work)} is beyond the work limit`);
    }
    return result;
  }

  /** The code that a call is refused with; "done" when it is not. */
  refusal(memberId: string, name: string, args: object = {}): string {
    try {
      this.call(memberId, name, args);
      return "done";
    } catch (cause) {
      if (cause instanceof SymbolonError) return cause.code;
      throw cause;
    }
  }

  passDays(days: number): void {
    this.view.blockTime += days * DAY;
  }

  /** Proposes as the first of the members and lets the others vote for it until it has passed. @returns the last status */
  decide(members: readonly string[], kind: string, body: object): string {
    const [first, ...others] = members as [string, ...string[]];
    let { proposal, status } = this.call(first, "governance.propose", { kind, body }) as {
      proposal: string;
      status: string;
    };
    for (const member of others) {
      if (status !== "open") break;
      ({ proposal, status } = this.call(member, "governance.vote", { proposal, vote: "for" }) as {
        proposal: string;
        status: string;
      });
    }
    return status;
  }
}
