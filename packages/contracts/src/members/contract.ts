import type { JsonObject, JsonValue } from "@symbolon/base";
import type { Contract, StateView } from "@symbolon/state";
import { defineMethod } from "../contract/define-method.ts";
import { SMALL_WORK } from "../contract/work-limits.ts";
import { rotateAuthority } from "./authorities.ts";
import { addCertificate, endReplaced, revokeCertificate } from "./certificates.ts";
import { putEndpoints, removeEndpoints } from "./endpoints.ts";
import { leave } from "./leaving.ts";
import { addMember } from "./membership.ts";
import { claimParent, confirmChild } from "./parents.ts";
import { requireActiveMember, requireSubmitter } from "./permission.ts";
import {
  type AuthorityRotation,
  changeContactSchema,
  claimParentSchema,
  confirmChildSchema,
  leaveSchema,
  type MemberProfile,
  putEndpointsSchema,
  registerCertificateSchema,
  type Registration,
  removeEndpointsSchema,
  revokeByAuthoritySchema,
  revokeCertificateSchema,
  rotateAuthoritySchema,
} from "./schemas.ts";
import { requireReachable, type Settings, writeAlliance } from "./settings.ts";
import { writeMember } from "./write-member.ts";
import { requireNotExpired, requireSignature, requireStatement } from "./statements.ts";

/** What `initialise` of this contract reads from the genesis. */
export interface MembersGenesis {
  readonly settings: Settings;
  readonly founders: readonly MemberProfile[];
}

const byAdmin = { roles: ["admin"], workLimit: SMALL_WORK } as const;
/** The CA key has signed what counts: any active member may carry it to the ledger. */
const byAnyone = { roles: ["admin", "node", "client"], workLimit: SMALL_WORK } as const;

function register(view: StateView, statement: Registration, signature: string): JsonValue {
  requireSubmitter(view);
  requireActiveMember(view, statement.member);
  requireStatement(view, "registration", statement, signature);
  if (statement.replaces !== undefined) endReplaced(view, statement.member, statement.replaces);
  return { certificate: addCertificate(view, statement.member, statement.certificate) };
}

function rotate(view: StateView, statement: AuthorityRotation, signature: string, possession: string): JsonValue {
  requireSubmitter(view);
  requireActiveMember(view, statement.member);
  requireNotExpired(view, statement.expiresAt);
  requireStatement(view, "authorityRotation", statement, signature);
  requireSignature(view, statement.authority, "authorityRotation", statement, possession);
  rotateAuthority(view, statement.member, statement.authority, statement.overlapUntil);
  return null;
}

function initialise(view: StateView, genesis: JsonObject): void {
  const { settings, founders } = genesis as unknown as MembersGenesis;
  requireReachable(settings);
  writeAlliance(view, { v: 1, activeMembers: 0, settings });
  for (const founder of founders) addMember(view, founder);
}

/** Who belongs to the alliance, with what keys and endpoints. */
export const membersContract: Contract = {
  name: "members",
  version: 1,
  initialise,
  methods: {
    registerCertificate: defineMethod({
      ...byAnyone,
      args: registerCertificateSchema,
      execute: (view, { statement, signature }) => register(view, statement, signature),
    }),
    revokeCertificate: defineMethod({
      ...byAdmin,
      args: revokeCertificateSchema,
      execute: (view, { certificate }) => {
        revokeCertificate(view, requireSubmitter(view).id, certificate);
        return null;
      },
    }),
    revokeByAuthority: defineMethod({
      ...byAnyone,
      args: revokeByAuthoritySchema,
      execute: (view, { statement, signature }) => {
        requireSubmitter(view);
        requireStatement(view, "revocation", statement, signature);
        revokeCertificate(view, statement.member, statement.certificate);
        return null;
      },
    }),
    rotateAuthority: defineMethod({
      ...byAnyone,
      args: rotateAuthoritySchema,
      execute: (view, { statement, signature, possession }) => rotate(view, statement, signature, possession),
    }),
    changeContact: defineMethod({
      ...byAdmin,
      args: changeContactSchema,
      execute: (view, { name, contact }) => {
        const member = requireSubmitter(view);
        writeMember(view, { ...member, name, contact });
        view.emit({ type: "members.contact-changed", data: { member: member.id } });
        return null;
      },
    }),
    putEndpoints: defineMethod({
      ...byAdmin,
      args: putEndpointsSchema,
      execute: (view, { endpoints }) => {
        putEndpoints(view, endpoints);
        return null;
      },
    }),
    removeEndpoints: defineMethod({
      ...byAdmin,
      args: removeEndpointsSchema,
      execute: (view, { names }) => {
        removeEndpoints(view, names);
        return null;
      },
    }),
    claimParent: defineMethod({
      ...byAdmin,
      args: claimParentSchema,
      execute: (view, { parent }) => {
        claimParent(view, parent);
        return null;
      },
    }),
    confirmChild: defineMethod({
      ...byAdmin,
      args: confirmChildSchema,
      execute: (view, { child }) => {
        confirmChild(view, child);
        return null;
      },
    }),
    leave: defineMethod({
      ...byAdmin,
      args: leaveSchema,
      execute: (view) => {
        leave(view);
        return null;
      },
    }),
  },
};
