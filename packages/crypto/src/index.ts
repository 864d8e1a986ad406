export * from "./errors.ts";
export * from "./hash/equal-secrets.ts";
export * from "./hash/hmac.ts";
export * from "./hash/sha256.ts";
export * from "./signatures/key-object-signer.ts";
export { MAX_CACHED_PUBLIC_KEYS, suiteOfSpki } from "./signatures/public-key.ts";
export * from "./signatures/signer.ts";
export * from "./signatures/verify.ts";
