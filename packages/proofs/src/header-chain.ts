import {
  type BlockHeader,
  headerHash,
  headerSigningBytes,
  type SignedHeader,
  type Validator,
  validatorsHash,
} from "./block-header.ts";
import { type ProofModules, signatureObjection } from "./header-signature.ts";
import { type Refusal, refusal } from "./verdict.ts";

/** Most headers that one check follows; longer chains are checked in parts. */
export const MAX_CHAIN_LENGTH = 100_000;

export interface ChainVerdict {
  readonly valid: true;
  /** The newest header: what the next part of the chain is checked from. */
  readonly head: BlockHeader;
}

/**
 * Checks that headers follow one another from one that is trusted: ledger, height, previous hash, time, and a
 * signature by a key that the header before admits.
 * @param validatorSets the sets of keys that the headers' `validatorsHash` stand for
 */
export async function verifyHeaderChain(
  trusted: BlockHeader,
  headers: readonly SignedHeader[],
  validatorSets: readonly (readonly Validator[])[],
  modules: ProofModules,
): Promise<ChainVerdict | Refusal> {
  if (headers.length > MAX_CHAIN_LENGTH) {
    return refusal("TOO_LARGE", `${headers.length} headers are more than ${MAX_CHAIN_LENGTH}`);
  }
  const sets = new Map(validatorSets.map((set) => [validatorsHash(set, modules.sha256), set]));
  let head = trusted;
  for (const next of headers) {
    const broken = linkObjection(head, next.header, modules);
    if (broken !== undefined) return refusal("PARTS_DISAGREE", `header ${next.header.height}: ${broken}`);
    const objection = await signatureObjection(
      `header ${next.header.height}`,
      headerSigningBytes(next.header),
      next.signature,
      sets.get(head.validatorsHash) ?? [],
      modules,
    );
    if (objection !== undefined) return objection;
    head = next.header;
  }
  return { valid: true, head };
}

function linkObjection(before: BlockHeader, header: BlockHeader, { sha256 }: ProofModules): string | undefined {
  if (header.ledger !== before.ledger) return "it is of another ledger";
  if (header.height !== before.height + 1) return `it does not follow height ${before.height}`;
  if (header.time < before.time) return "its time lies before the header before";
  return header.previousHash === headerHash(before, sha256) ? undefined : "it does not name the header before";
}
