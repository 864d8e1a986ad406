import { type Clock, type JsonObject, type Random, toBase64Url, toHex } from "@symbolon/base";
import type { Signer } from "@symbolon/crypto";
import type { Ledger, Receipt } from "@symbolon/ledger";
import { type TransactionBody, transactionSigningBytes } from "@symbolon/proofs";

export interface TransactionSubmitterModules {
  readonly ledger: Ledger;
  readonly signer: Signer;
  readonly certificateId: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Signs requests of this member's own systems and submits them. */
export class MemberTransactionSubmitter {
  readonly #modules: TransactionSubmitterModules;

  constructor(modules: TransactionSubmitterModules) {
    this.#modules = modules;
  }

  /** @param idempotencyKey the same key with the same content is the same request; drawn when left out. @throws ledger errors when it was not admitted */
  async submit(
    contract: string,
    method: string,
    args: JsonObject,
    { idempotencyKey }: { readonly idempotencyKey?: string | undefined } = {},
  ): Promise<Receipt> {
    const { ledger, signer, certificateId, clock, random } = this.#modules;
    const body: TransactionBody = {
      ledger: ledger.status().ledger,
      contract,
      method,
      args,
      submitter: certificateId,
      idempotencyKey: idempotencyKey ?? toHex(random.bytes(16)),
      createdAt: clock.now(),
    };
    const signature = toBase64Url(await signer.sign(transactionSigningBytes(body)));
    return ledger.submit({ ...body, signature });
  }
}
