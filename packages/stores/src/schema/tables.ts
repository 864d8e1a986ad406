import type { ColumnType, Insertable, Selectable } from "kysely";

/** Times are milliseconds since 1970-01-01T00:00:00Z; documents are JSON text; secrets are sealed by `SecretBox`. */
export interface Tables {
  readonly subscriber: { readonly supi: string; status: string; package: string; created_at: Int8 };
  readonly gpsi: { gpsi: string; supi: string };
  readonly authentication: AuthenticationTable;
  readonly challenge: { supi: string; slot: number; rand: string; expires_at: Int8 };
  readonly subscription_data: { supi: string; kind: string; plmn: string; document: string };
  readonly package_data: { package: string; kind: string; plmn: string; document: string };
  readonly registration: { supi: string; kind: string; version: number; document: string };
  readonly sdm_subscription: { id: string; supi: string; document: string; expires_at: Int8 };
  readonly auth_event: { id: string; supi: string; document: string; created_at: Int8 };
  readonly credential_nonce: { holder: string; nonce: string; expires_at: Int8 };
  readonly account_order: { id: string; digest: string; total: number; opened: number; delivered: number };
}

/** PostgreSQL's driver hands out 64-bit integers as text: read them with `Number`; none exceeds 2^48. */
type Int8 = ColumnType<number | string, number, number | string>;

interface AuthenticationTable {
  readonly supi: string;
  method: string;
  algorithm: string;
  sealed_key: string;
  amf: string;
  ind_bits: number;
  /** Highest SEQ (TS 33.102 Annex C) that may have left. */
  seq: Int8;
  seq_limit: Int8;
}

export type AuthenticationRow = Selectable<AuthenticationTable>;
export type NewAuthenticationRow = Insertable<AuthenticationTable>;
