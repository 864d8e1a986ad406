export { AUTHENTICATION_CONTEXT_LIFETIME, MAX_AUTHENTICATION_CONTEXTS } from "./authentication-contexts.ts";
export * from "./authentication-data-source.ts";
export {
  type AuthenticationRequest,
  AuthenticationServer,
  type AuthenticationServerModules,
  type AuthenticationServerOptions,
  type AuthenticationStart,
  type AuthenticationSuccess,
  type ConfirmationResult,
  type EapSessionResult,
} from "./authentication-server.ts";
export { MAX_EAP_ROUNDS } from "./eap-session.ts";
export * from "./serving-networks.ts";
