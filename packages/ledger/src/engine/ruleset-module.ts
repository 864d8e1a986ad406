import type { Ruleset } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";

/** Where a thread of its own finds a ruleset: functions cannot be handed over. */
export interface RulesetModule {
  /** URL of the module, as `import.meta.resolve` gives it. */
  readonly url: string;
  readonly exportName: string;
}

/** @throws WORKER_FAILED when the module has no such export */
export async function loadRuleset({ url, exportName }: RulesetModule): Promise<Ruleset> {
  const loaded = (await import(url)) as Readonly<Record<string, unknown>>;
  const ruleset = loaded[exportName] as Ruleset | undefined;
  if (Array.isArray(ruleset?.contracts)) return ruleset;
  throw ledgerErrors.error("WORKER_FAILED", `${url} exports no ruleset named ${exportName}`);
}
