import type { JsonObject } from "@symbolon/base";
import type { Receipt } from "@symbolon/ledger";

/** Port: signs a transaction with this member's key and sees it committed. */
export interface TransactionSubmitter {
  /** @throws ledger errors when it was not admitted; a refusal by the contract is a receipt */
  submit(
    contract: string,
    method: string,
    args: JsonObject,
    options: { readonly idempotencyKey: string },
  ): Promise<Receipt>;
}

/** How far an order for accounts has come. */
export interface AccountOrderProgress {
  readonly orderId: string;
  readonly opened: number;
  readonly total: number;
  /** Set when the order stopped; the same order can be posted again and goes on where it stood. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** Accounts to open in this member's subscriber store, before their numbers are recorded. */
export interface AccountOrderRequest {
  readonly orderId: string;
  /** Application that gave the numbers. */
  readonly application: string;
  readonly imsis: readonly { readonly start: string; readonly end: string }[];
  readonly msisdns?: readonly { readonly start: string; readonly end: string }[];
  readonly package: string;
  readonly method: "5G_AKA" | "EAP_AKA_PRIME";
  readonly algorithm: "milenage" | "tuak";
  /** Authentication management field, 4 hexadecimal digits. */
  readonly amf: string;
}

/** Port: opens subscriber accounts in the background. */
export interface AccountOpening {
  /** Begins, resumes or repeats an order. */
  begin(order: AccountOrderRequest): Promise<AccountOrderProgress>;
  progress(orderId: string): Promise<AccountOrderProgress | undefined>;
}
