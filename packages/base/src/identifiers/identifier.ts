/** Kinds of identifier that the query service accepts (TS 29.571 syntax where it has one). */
export type NumberKind = "imsi" | "msisdn";
