import { SymbolonError } from "@symbolon/base";
import type { Genesis } from "@symbolon/state";
import type { MachineHead } from "../machine/executed-block.ts";
import type { EngineOutcome, EngineProposal, SealedHeader } from "./block-engine.ts";
import type { RulesetModule } from "./ruleset-module.ts";

/** What the thread of an engine is started with. */
export interface EngineSetup {
  readonly genesis: Genesis;
  /** Directory of the LMDB store. */
  readonly directory: string;
  readonly ruleset: RulesetModule;
  readonly keepBlocks?: number;
}

/** A call to the engine's thread; answered in order. */
export type EngineCall =
  | { readonly name: "begin" }
  | { readonly name: "execute"; readonly proposal: EngineProposal }
  | { readonly name: "commit"; readonly sealed: SealedHeader }
  | { readonly name: "note"; readonly facts: ReadonlyMap<string, Uint8Array> }
  | { readonly name: "close" };

/** Each answer carries the head, so that both threads know the same. */
export type EngineAnswer =
  | { readonly head: MachineHead; readonly outcome?: EngineOutcome }
  | { readonly error: TransferredError };

/** An error as it passes between threads. */
export interface TransferredError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function transferError(cause: unknown): TransferredError {
  if (cause instanceof SymbolonError) {
    const { code, message, remedy } = cause;
    return { code, message, remedy, details: JSON.parse(JSON.stringify(cause.details)) as Record<string, unknown> };
  }
  const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { code: "WORKER_FAILED", message, remedy: "Report it with this message.", details: {} };
}

export function receiveError({ code, message, remedy, details }: TransferredError): SymbolonError {
  return new SymbolonError(code, message, remedy, { details });
}
