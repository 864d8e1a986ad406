export type { EapPeerOutcome } from "./eap-aka-prime-peer.ts";
export * from "./five-gmm-cause.ts";
export * from "./terminal.ts";
