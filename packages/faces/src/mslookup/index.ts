export * from "./mslookup-face.ts";
export { MAX_MSLOOKUP_IN_FLIGHT } from "./mslookup-responder.ts";
export {
  type MslookupService,
  mslookupServices,
  type ServiceAddress,
  type ServiceDirectory,
} from "./service-address.ts";
