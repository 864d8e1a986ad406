export * from "./authentication-centre.ts";
export * from "./authentication-vector.ts";
export type { RequesterDomain } from "./requester-domain.ts";
