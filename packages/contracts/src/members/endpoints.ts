import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { writeMember } from "./write-member.ts";
import { requireSubmitter } from "./permission.ts";
import type { Endpoint, EndpointType, MemberRecord } from "./records.ts";
import { findEndpoint } from "./reading.ts";
import { MAX_ENDPOINTS } from "./schemas.ts";

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=.*:.*:)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}$/;
const DNS_NAME = /^(?=.{1,253}$)(?!.*\.\d+$)(?!\d+$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.(?!$)|$))+$/;

/** @throws ENDPOINT_INVALID for a host that is none, a name twice, or too many */
export function checkEndpoints(endpoints: readonly Endpoint[]): void {
  const refuse = (reason: string) => contractErrors.error("ENDPOINT_INVALID", reason);
  if (endpoints.length > MAX_ENDPOINTS) throw refuse(`a member has ${MAX_ENDPOINTS} endpoints at most`);
  const names = new Set<string>();
  for (const { name, host } of endpoints) {
    if (names.has(name)) throw refuse(`the endpoint ${name} is named twice`);
    names.add(name);
    if (![IPV4, IPV6, DNS_NAME].some((form) => form.test(host))) {
      throw refuse(`the host of ${name} is neither a DNS name nor an IP address: ${host}`);
    }
  }
}

/** Adds endpoints of the submitter, or changes those of the same name: whatever refers to them follows. @throws ENDPOINT_INVALID */
export function putEndpoints(view: StateView, endpoints: readonly Endpoint[]): void {
  const member = requireSubmitter(view);
  checkEndpoints(endpoints);
  const names = new Set(endpoints.map(({ name }) => name));
  writeEndpoints(view, member, [...member.endpoints.filter(({ name }) => !names.has(name)), ...endpoints]);
}

/** Removes endpoints of the submitter. Routing that still refers to them finds no way. @throws ENDPOINT_UNKNOWN */
export function removeEndpoints(view: StateView, names: readonly string[]): void {
  const member = requireSubmitter(view);
  for (const name of names) {
    if (findEndpoint(member, name) === undefined) {
      throw contractErrors.error("ENDPOINT_UNKNOWN", `${member.id} has no endpoint ${name}`);
    }
  }
  writeEndpoints(
    view,
    member,
    member.endpoints.filter(({ name }) => !names.includes(name)),
  );
}

/** @throws ENDPOINT_UNKNOWN unless the member has it, of that type */
export function requireEndpoint(member: MemberRecord, name: string, type: EndpointType): Endpoint {
  const endpoint = findEndpoint(member, name);
  if (endpoint?.type !== type) {
    throw contractErrors.error("ENDPOINT_UNKNOWN", `${member.id} has no endpoint ${name} of type ${type}`);
  }
  return endpoint;
}

function writeEndpoints(view: StateView, member: MemberRecord, endpoints: readonly Endpoint[]): void {
  checkEndpoints(endpoints);
  const inOrder = [...endpoints].sort((a, b) => (a.name < b.name ? -1 : 1));
  writeMember(view, { ...member, endpoints: inOrder });
  view.emit({ type: "members.endpoints-changed", data: { member: member.id } });
}
