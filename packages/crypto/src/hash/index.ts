export * from "./equal-secrets.ts";
export * from "./hmac.ts";
export * from "./sha256.ts";
