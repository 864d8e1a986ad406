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
  | { readonly name: "execute"; readonly proposal: PackedProposal }
  | { readonly name: "commit"; readonly sealed: SealedHeader }
  | { readonly name: "note"; readonly facts: ReadonlyMap<string, Uint8Array> }
  | { readonly name: "close" };

/** Each answer carries the head, so that both threads know the same. */
export type EngineAnswer =
  | { readonly head: MachineHead; readonly outcome?: PackedOutcome }
  | { readonly error: TransferredError };

/** Lists of texts as one text each, which crosses in one copy. Canonical JSON and hexadecimal hold no line ends. */
export type PackedProposal = Omit<EngineProposal, "transactionTexts" | "checkedSignatures"> & {
  readonly transactionLines: string;
  readonly signatureLines: string;
};
export type PackedOutcome = Omit<EngineOutcome, "resultTexts"> & { readonly resultLines: string };

export function packProposal({ transactionTexts, checkedSignatures, ...proposal }: EngineProposal): PackedProposal {
  return { ...proposal, transactionLines: transactionTexts.join("\n"), signatureLines: checkedSignatures.join("\n") };
}

export function unpackProposal({ transactionLines, signatureLines, ...proposal }: PackedProposal): EngineProposal {
  return { ...proposal, transactionTexts: lines(transactionLines), checkedSignatures: lines(signatureLines) };
}

export function packOutcome({ resultTexts, ...outcome }: EngineOutcome): PackedOutcome {
  return { ...outcome, resultLines: resultTexts.join("\n") };
}

export function unpackOutcome({ resultLines, ...outcome }: PackedOutcome): EngineOutcome {
  return { ...outcome, resultTexts: lines(resultLines) };
}

function lines(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

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
