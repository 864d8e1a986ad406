import type { JsonObject } from "@symbolon/base";
import {
  type Contract,
  type ContractMethod,
  decodeRecord,
  keysBelow,
  lastKeyPart,
  type ReadableState,
} from "@symbolon/state";
import { Compile } from "typebox/compile";
import type { TSchema } from "typebox";
import { ledgerErrors } from "../errors.ts";

/** Contracts that one ledger may carry. */
export const MAX_CONTRACTS = 256;

/** First part of the keys that name the version of each contract. */
export const CONTRACT_VERSION = "contract-version";

/** What stands under `contract-version/<contract>`. A vote writes `next`; from `next.height` on that version is active. */
export interface ContractVersionRecord {
  readonly v: 1;
  readonly version: number;
  readonly next?: { readonly version: number; readonly height: number };
}

export interface CallableMethod {
  readonly method: ContractMethod;
  readonly accepts: (args: JsonObject) => boolean;
  /** The first difference from the schema, for people. Not deterministic over releases: never hash it. */
  readonly explain: (args: JsonObject) => string;
}

/** The contracts that are active at one height. */
export interface ActiveContracts {
  /** @throws CONTRACT_UNKNOWN, METHOD_UNKNOWN */
  method(contract: string, method: string): CallableMethod;
}

/** All versions of all contracts of a ruleset. */
export class ContractTable {
  readonly #versions = new Map<string, Map<number, Contract>>();
  readonly #methods = new Map<ContractMethod, CallableMethod>();

  constructor(contracts: readonly Contract[]) {
    for (const contract of contracts) {
      const versions = this.#versions.get(contract.name) ?? new Map<number, Contract>();
      versions.set(contract.version, contract);
      this.#versions.set(contract.name, versions);
    }
  }

  /** Contracts of height 0: the chosen version of each, in order of name. @throws CONTRACT_VERSION_MISSING */
  initial(chosen: Readonly<Record<string, number>>): readonly Contract[] {
    const names = [...this.#versions.keys()].sort();
    return names.map((name) => this.#find(name, chosen[name] ?? this.#lowest(name)));
  }

  /** @throws CONTRACT_VERSION_MISSING when this release lacks a version that is active at `height` */
  activeAt(state: ReadableState, height: number): ActiveContracts {
    const active = new Map<string, Contract>();
    const { start, end } = keysBelow(CONTRACT_VERSION);
    for (const { key, value } of state.range(start, end, MAX_CONTRACTS)) {
      const record = decodeRecord<ContractVersionRecord>(key, value);
      const due = record.next !== undefined && height >= record.next.height;
      const name = lastKeyPart(key);
      active.set(name, this.#find(name, due ? record.next.version : record.version));
    }
    return { method: (contract, method) => this.#method(active.get(contract), contract, method) };
  }

  #method(active: Contract | undefined, contract: string, name: string): CallableMethod {
    if (active === undefined) throw ledgerErrors.error("CONTRACT_UNKNOWN", `there is no active contract ${contract}`);
    const method = Object.hasOwn(active.methods, name) ? active.methods[name] : undefined;
    if (method === undefined) {
      throw ledgerErrors.error("METHOD_UNKNOWN", `version ${active.version} of ${contract} has no method ${name}`);
    }
    return this.#callable(method);
  }

  #callable(method: ContractMethod): CallableMethod {
    const known = this.#methods.get(method);
    if (known !== undefined) return known;
    const validator = Compile(method.args as TSchema);
    const callable: CallableMethod = {
      method,
      accepts: (args) => validator.Check(args),
      explain: (args) => {
        const [first] = validator.Errors(args);
        return first === undefined ? "the schema refuses it" : `${first.instancePath || "/"} ${first.message}`;
      },
    };
    this.#methods.set(method, callable);
    return callable;
  }

  #lowest(name: string): number {
    return Math.min(...(this.#versions.get(name)?.keys() ?? []));
  }

  #find(name: string, version: number): Contract {
    const contract = this.#versions.get(name)?.get(version);
    if (contract !== undefined) return contract;
    throw ledgerErrors.error(
      "CONTRACT_VERSION_MISSING",
      `version ${version} of contract ${name} is active from here on and not in this release`,
      {
        details: { contract: name, version },
      },
    );
  }
}
