import {
  type Endpoint,
  type EndpointType,
  findMember,
  listMembers,
  type MemberStatus,
} from "@symbolon/contracts/members";
import type { ReadableState } from "@symbolon/state";
import type { DataManagement, DataManagementType } from "./routing.ts";

/** A member as far as routing is concerned. */
export interface RoutedMember {
  readonly id: string;
  readonly status: MemberStatus;
  /** Its data management elements by the names of their endpoints. */
  readonly elements: ReadonlyMap<string, DataManagement>;
}

/** Members that one search for a realm looks at; alliances of more need an index on the ledger. */
export const MAX_MEMBERS_SEARCHED = 1_000;

const ELEMENT_TYPES: ReadonlySet<EndpointType> = new Set(["UDM", "HSS", "HLR"]);

/** Schemes of Diameter URIs (RFC 6733 clause 4.3.1); the others are URIs as they are. */
const URI_SCHEMES = { diameter: "aaa", diameters: "aaas" } as const;

/** Members' elements, read once for each height of the ledger: routing asks for the same few members again and again. */
export class MemberDirectory {
  readonly #state: ReadableState;
  #height = -1;
  readonly #members = new Map<string, RoutedMember | undefined>();
  #byRealm: ReadonlyMap<string, RoutedMember> | undefined;

  constructor(state: ReadableState) {
    this.#state = state;
  }

  find(id: string, height: number): RoutedMember | undefined {
    this.#keepOnly(height);
    let member = this.#members.get(id);
    if (member === undefined && !this.#members.has(id)) {
      const record = findMember(this.#state, id);
      member = record === undefined ? undefined : { id, status: record.status, elements: elementsOf(record.endpoints) };
      this.#members.set(id, member);
    }
    return member;
  }

  /** The member with a data management element for a realm. @param realm in lower case */
  findByRealm(realm: string, height: number): RoutedMember | undefined {
    this.#keepOnly(height);
    this.#byRealm ??= this.#readRealms(height);
    return this.#byRealm.get(realm);
  }

  #readRealms(height: number): ReadonlyMap<string, RoutedMember> {
    const byRealm = new Map<string, RoutedMember>();
    for (const { id } of listMembers(this.#state, MAX_MEMBERS_SEARCHED)) {
      const member = this.find(id, height) as RoutedMember;
      for (const { realm } of member.elements.values()) {
        const name = realm?.toLowerCase();
        if (name !== undefined && !byRealm.has(name)) byRealm.set(name, member);
      }
    }
    return byRealm;
  }

  #keepOnly(height: number): void {
    if (height === this.#height) return;
    this.#height = height;
    this.#members.clear();
    this.#byRealm = undefined;
  }
}

function elementsOf(endpoints: readonly Endpoint[]): ReadonlyMap<string, DataManagement> {
  return new Map(
    endpoints.filter(({ type }) => ELEMENT_TYPES.has(type)).map((endpoint) => [endpoint.name, elementOf(endpoint)]),
  );
}

function elementOf({ type, scheme, host, port, realm }: Endpoint): DataManagement {
  const isName = !/^[0-9.]+$|:/.test(host);
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const diameter = scheme === "diameter" || scheme === "diameters";
  return {
    type: type as DataManagementType,
    uri: diameter ? `${URI_SCHEMES[scheme]}://${authority};transport=tcp` : `${scheme}://${authority}`,
    ...(isName ? { fqdn: host } : undefined),
    ...(realm === undefined ? undefined : { realm }),
    ...(diameter && isName ? { host } : undefined),
  };
}
