export { MAX_CALLBACK_URI_LENGTH } from "./common-schemas.ts";
export {
  HttpAuthenticationDataSource,
  type HttpAuthenticationDataSourceOptions,
} from "./http-authentication-data-source.ts";
export { HttpDeregistrationNotifier, type HttpDeregistrationNotifierOptions } from "./http-deregistration-notifier.ts";
export { MAX_EAP_PAYLOAD_LENGTH, nausfAuthPlugin } from "./nausf-auth-plugin.ts";
export { MAX_MONITORED_RESOURCES, nudmSdmPlugin } from "./nudm-sdm-plugin.ts";
export { type NudmOptions, nudmUeauPlugin } from "./nudm-ueau-plugin.ts";
export { nudmUecmPlugin } from "./nudm-uecm-plugin.ts";
export { sbiProblems } from "./sbi-answer.ts";
export * from "./sbi-client.ts";
