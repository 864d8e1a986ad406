import type { JsonObject } from "@symbolon/base";
import type { Genesis } from "@symbolon/state";
import type { MembersGenesis } from "./members/contract.ts";
import type { MemberProfile } from "./members/schemas.ts";
import { defaultSettings, type Settings } from "./members/settings.ts";
import type { NumbersGenesis } from "./numbers/contract.ts";

export interface GenesisOptions {
  readonly name: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly validators: Genesis["validators"];
  /** Agreed by hand: their statements are not signed, the hash of the genesis stands for them. */
  readonly founders: readonly MemberProfile[];
  readonly settings?: Settings;
  /** Numbers that founders own beside those of the number buyer. */
  readonly titles?: NumbersGenesis["titles"];
}

/** What the ledger of an alliance starts from. */
export function buildGenesis(options: GenesisOptions): Genesis {
  const { name, time, validators, founders, settings = defaultSettings, titles = [] } = options;
  const members: MembersGenesis = { settings, founders };
  const numbers: NumbersGenesis = { titles };
  return {
    format: 1,
    name,
    time,
    validators,
    contracts: {
      members: members as unknown as JsonObject,
      settlement: {},
      numbers: numbers as unknown as JsonObject,
      governance: {},
    },
  };
}
