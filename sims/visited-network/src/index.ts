export { type AmfCallbackOptions, type DeregistrationNotification, MAX_NOTIFICATION_LENGTH } from "./amf-callback.ts";
export { MAX_EAP_ROUNDS } from "./authentication.ts";
export type { Rejection, RejectionPolicy } from "./rejection.ts";
export { type ClientTls, DEFAULT_ANSWER_TIMEOUT, MAX_ANSWER_LENGTH, type SbiClientOptions } from "./sbi-client.ts";
export type { TraceStep } from "./trace.ts";
export * from "./visited-network.ts";
