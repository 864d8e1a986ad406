import type { Anchor, EmbeddedAnchor } from "./anchor.ts";
import { headerHash, headerSigningBytes } from "./block-header.ts";
import { type ProofModules, signatureObjection } from "./header-signature.ts";
import { heartbeatSigningBytes } from "./heartbeat.ts";
import type { EmbeddedTrust, TrustDocument } from "./trust-document.ts";
import { type AnchorFacts, type Refusal, refusal } from "./verdict.ts";

/** The trust document that an anchor would have to be pinned by: nothing vouches for it but the anchor itself. */
export function claimedTrust(anchor: Anchor): TrustDocument {
  const { suite, spki } = anchor.signature;
  return { format: 1, type: "embedded", ledger: anchor.header.ledger, validators: [{ suite, spki }] };
}

/** Checks every signature of an anchor against pinned trust. */
export async function verifyAnchor(
  anchor: Anchor,
  trust: TrustDocument,
  modules: ProofModules,
): Promise<AnchorFacts | Refusal> {
  const { header, signature } = anchor;
  if (header.ledger !== trust.ledger) {
    return refusal("TRUST_DIFFERS", `the header is of the ledger ${header.ledger}, the trust of ${trust.ledger}`);
  }
  const objection =
    (await signatureObjection("header", headerSigningBytes(header), signature, trust.validators, modules)) ??
    (await heartbeatObjection(anchor, trust, modules));
  if (objection !== undefined) return objection;
  const { ledger, height, time, stateRoot, transactionsRoot, resultsRoot } = header;
  const freshAt = anchor.heartbeat?.time ?? time;
  return { ledger, height, time, freshAt, stateRoot, transactionsRoot, resultsRoot };
}

async function heartbeatObjection(
  anchor: EmbeddedAnchor,
  trust: EmbeddedTrust,
  modules: ProofModules,
): Promise<Refusal | undefined> {
  const { heartbeat, header } = anchor;
  if (heartbeat === undefined) return undefined;
  const sameBlock =
    heartbeat.ledger === header.ledger &&
    heartbeat.height === header.height &&
    heartbeat.headerHash === headerHash(header, modules.sha256) &&
    heartbeat.time >= header.time;
  if (!sameBlock) return refusal("PARTS_DISAGREE", "the heartbeat is not of the anchor's header");
  return signatureObjection(
    "heartbeat",
    heartbeatSigningBytes(heartbeat),
    heartbeat.signature,
    trust.validators,
    modules,
  );
}
