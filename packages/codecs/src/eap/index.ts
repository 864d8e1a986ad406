export type { AttributeName, AttributeValues, EapAttribute, SkippableAttribute } from "./attribute.ts";
export * from "./message-authentication.ts";
export * from "./packet-codec.ts";
export * from "./packet.ts";
