export * from "./errors.ts";
export * from "./nbchf-client.ts";
export * from "./routing.ts";
export * from "./sha256.ts";
export * from "./verify-offline.ts";
export * from "./web-crypto-signature.ts";
export { parseTrust, type PinnedTrust, type TrustDocument, trustFingerprint, type Verdict } from "@symbolon/proofs";
