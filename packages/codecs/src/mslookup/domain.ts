import { codecErrors } from "../errors.ts";

/** Characters of a service name such as `gsup.hlr` (OSMO_MSLOOKUP_SERVICE_MAXLEN of libosmo-mslookup). */
export const MAX_MSLOOKUP_SERVICE_CHARACTERS = 64;
/** Suffix of all names unless the deployment has its own. */
export const MSLOOKUP_SUFFIX = "mdns.osmocom.org";

export type MslookupIdType = "imsi" | "msisdn";

/** Which service of which subscriber is looked for. */
export interface MslookupDomain {
  /** Labels joined by dots: `gsup.hlr`, `sip.voice`, `smpp.sms`. */
  readonly service: string;
  readonly idType: MslookupIdType;
  /** 6 to 15 digits of an IMSI, 1 to 15 of an MSISDN. */
  readonly id: string;
}

const DOMAIN = /^(?<service>[^.]+(?:\.[^.]+)*)\.(?:(?<imsi>\d{6,15})\.imsi|(?<msisdn>\d{1,15})\.msisdn)$/;

/** Reads `<service>.<digits>.<imsi|msisdn>`, without suffix. @throws MSLOOKUP_MALFORMED */
export function parseMslookupDomain(text: string): MslookupDomain {
  const { service = "", imsi, msisdn = "" } = DOMAIN.exec(text)?.groups ?? {};
  if (service === "") {
    throw codecErrors.error("MSLOOKUP_MALFORMED", "the name is not <service>.<digits>.<imsi|msisdn>");
  }
  if (service.length > MAX_MSLOOKUP_SERVICE_CHARACTERS) {
    throw codecErrors.error("MSLOOKUP_MALFORMED", `the service has ${service.length} characters, 64 are allowed`);
  }
  return imsi === undefined ? { service, idType: "msisdn", id: msisdn } : { service, idType: "imsi", id: imsi };
}

export function formatMslookupDomain({ service, id, idType }: MslookupDomain): string {
  return `${service}.${id}.${idType}`;
}
