import { findEndpoint, findMember } from "@symbolon/contracts/members";
import type { StateReader } from "@symbolon/state";
import type { MemberConfig } from "../config/member-config.ts";

/** What ENUM answers say of holders: SIP domains of members, routing numbers as configured. Operators outside have neither here. */
export function holderDirectory({ enum: options }: MemberConfig, state: StateReader) {
  return {
    sipDomain: (holder: string) =>
      findMember(state, holder) === undefined ? undefined : `${holder}.${options.sipDomain}`,
    routingNumber: (holder: string) => options.routingNumbers?.[holder],
  };
}

/** Where services other than the HLR of a holder are reached, by endpoints of that name. */
export function serviceDirectory(state: StateReader) {
  return {
    serviceAddress(service: string, { holder }: { readonly holder: string }) {
      const member = findMember(state, holder);
      const endpoint = member === undefined ? undefined : findEndpoint(member, service.replace(".", "-"));
      return endpoint === undefined ? undefined : { v4: { address: endpoint.host, port: endpoint.port } };
    },
  };
}
