import { memberKey } from "@symbolon/contracts/members";
import { overlayKey, type RangeRecord, type SuciRecord, suciKey } from "@symbolon/contracts/numbers";
import {
  type Anchor,
  headerHash,
  parseProof,
  type ProofModules,
  type RecordAcceptance,
  type TrustDocument,
  verifyAnchor,
  verifyProof,
} from "@symbolon/proofs";
import { decodeRecord } from "@symbolon/state";
import { functionErrors } from "../errors.ts";
import { ProvenState } from "./proven-state.ts";
import type { QuerySubject } from "./query-subject.ts";
import type { ProofSubject, RemoteBchf } from "./remote-bchf.ts";

export interface ProofCollectorModules extends ProofModules {
  readonly trust: TrustDocument;
}

/** What single records decide. */
export type ProvableSubject = Exclude<QuerySubject, { kind: "realm" }>;

/** Headers that a second member has confirmed, kept so that each is asked for once. */
export const MAX_CONFIRMED_HEADERS = 1_000;

/** Fetches from one member, proof by proof, all that an answer rests on, and has a second member confirm the headers. */
export class ProofCollector {
  readonly #modules: ProofCollectorModules;
  readonly #confirmed = new Set<string>();

  constructor(modules: ProofCollectorModules) {
    this.#modules = modules;
  }

  /** @throws PROOF_NOT_ACCEPTED, HEADERS_DIVERGE, HEADER_UNCONFIRMED, and what the remote's calls reject with */
  async collect(subject: ProvableSubject, remote: RemoteBchf, witnesses: readonly RemoteBchf[]): Promise<ProvenState> {
    const state = new ProvenState();
    const prove = async (asked: ProofSubject): Promise<RecordAcceptance> => {
      const { acceptance, anchor } = await this.#prove(asked, remote);
      await this.#confirm(anchor, remote, witnesses);
      state.add(acceptance);
      return acceptance;
    };
    const holder = await (subject.kind === "suci" ? provenRoute(subject, prove) : provenRange(subject, prove));
    if (holder !== undefined) await prove({ key: memberKey(holder) });
    return state;
  }

  async #prove(asked: ProofSubject, remote: RemoteBchf): Promise<{ acceptance: RecordAcceptance; anchor: Anchor }> {
    const { trust } = this.#modules;
    const bytes = await remote.proof(asked);
    const verdict = await verifyProof(bytes, trust, this.#modules);
    if (!verdict.valid) throw notAccepted(remote, verdict.message);
    const fits =
      verdict.type === "record" &&
      ("key" in asked ? verdict.record.key === asked.key : verdict.identifier === asked.identifier);
    if (!fits) throw notAccepted(remote, "it proves something else than was asked for");
    return { acceptance: verdict, anchor: parseProof(bytes, this.#modules.sha256).anchor };
  }

  /** A member that orders blocks could sign two of one height: the second member must have been given the same one. */
  async #confirm({ header }: Anchor, remote: RemoteBchf, witnesses: readonly RemoteBchf[]): Promise<void> {
    const hash = headerHash(header, this.#modules.sha256);
    if (this.#confirmed.has(hash)) return;
    for (const witness of witnesses) {
      const seen = await this.#seenBy(witness, header.height);
      if (seen === undefined) continue;
      if (seen === hash) return this.#remember(hash);
      throw functionErrors.error(
        "HEADERS_DIVERGE",
        `${remote.memberId} and ${witness.memberId} show different signed blocks of height ${header.height}`,
        { details: { height: header.height } },
      );
    }
    throw functionErrors.error(
      "HEADER_UNCONFIRMED",
      `no second member confirms the block of height ${header.height} yet`,
    );
  }

  /** Hash of the header that a witness has, if it answers and its orderer's signature is good. */
  async #seenBy(witness: RemoteBchf, height: number): Promise<string | undefined> {
    const { trust } = this.#modules;
    const anchor = await witness.header(height).catch(() => undefined);
    if (anchor === undefined || anchor.header.height !== height) return undefined;
    const facts = await verifyAnchor(anchor, trust, this.#modules);
    return "valid" in facts ? undefined : headerHash(anchor.header, this.#modules.sha256);
  }

  #remember(hash: string): void {
    if (this.#confirmed.size >= MAX_CONFIRMED_HEADERS) this.#confirmed.clear();
    this.#confirmed.add(hash);
  }
}

type Prove = (asked: ProofSubject) => Promise<RecordAcceptance>;

/** @returns the holder, if the number has one */
async function provenRange(
  { kind, digits }: Extract<QuerySubject, { digits: string }>,
  prove: Prove,
): Promise<string | undefined> {
  const { record } = await prove({ identifier: `${kind}-${digits}` });
  const range = decodeRecord<RangeRecord>(record.key, record.value as Uint8Array);
  if (range.overlaid === true) await prove({ key: overlayKey(kind, digits) });
  return range.holder;
}

async function provenRoute(
  { tuple }: Extract<QuerySubject, { kind: "suci" }>,
  prove: Prove,
): Promise<string | undefined> {
  const { mcc, mnc, routingIndicator, homeNetworkKeyId } = tuple;
  const { record } = await prove({ key: suciKey(mcc, mnc, routingIndicator, homeNetworkKeyId) });
  return record.value === undefined ? undefined : decodeRecord<SuciRecord>(record.key, record.value).holder;
}

function notAccepted(remote: RemoteBchf, reason: string) {
  return functionErrors.error("PROOF_NOT_ACCEPTED", `the proof of ${remote.memberId} is not accepted: ${reason}`);
}
