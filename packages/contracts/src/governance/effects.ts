import type { StateView } from "@symbolon/state";
import { type Static, type TSchema, Type } from "typebox";
import { closed } from "../contract/schemas.ts";
import { rotateAuthority } from "../members/authorities.ts";
import { addMember, requireMembershipStep, requireNewMember, takeMembershipStep } from "../members/membership.ts";
import { requireActiveMember, requireMember } from "../members/permission.ts";
import { readAlliance, requireReachable, writeAlliance } from "../members/settings.ts";
import { requireLedger, requireNotExpired, requireSignature } from "../members/statements.ts";
import { writeMember } from "../members/write-member.ts";
import { approvePlanImport, checkPlanImport } from "../numbers/plan.ts";
import { checkReclaim, reclaim } from "../numbers/reclaim.ts";
import { checkTitle, grantTitle } from "../numbers/titles.ts";
import { activate, checkActivation } from "./activation.ts";
import {
  activationSchema,
  type Admission,
  admissionSchema,
  authorityReplacementSchema,
  membershipSchema,
  planImportSchema,
  reclaimSchema,
  rolesChangeSchema,
  settingsChangeSchema,
  titleSchema,
} from "./schemas.ts";

/** What a kind of proposal says, when it can be carried out, and what it does when it has passed. */
interface ProposalEffect {
  readonly body: TSchema;
  readonly check: (view: StateView, body: never) => void;
  readonly execute: (view: StateView, body: never) => void;
}

function effect<Body extends TSchema>(definition: {
  readonly body: Body;
  readonly check: (view: StateView, body: Static<Body>) => void;
  readonly execute: (view: StateView, body: Static<Body>) => void;
}): ProposalEffect {
  return definition;
}

/** The applicant's own CA key has signed the application: nobody can be enrolled by others. */
function checkAdmission(view: StateView, { application, signature }: Admission): void {
  requireLedger(view, application.ledger);
  requireNotExpired(view, application.expiresAt);
  requireNewMember(view, application.profile.id);
  requireSignature(view, application.profile.authority, "application", application, signature);
}

/** Every kind of proposal that the members vote on. */
export const proposalEffects = {
  "member.admit": effect({
    body: admissionSchema,
    check: checkAdmission,
    execute: (view, { application }) => addMember(view, application.profile),
  }),
  "member.suspend": effect({
    body: membershipSchema,
    check: (view, { member }) => void requireMembershipStep(view, member, "suspend"),
    execute: (view, { member }) => takeMembershipStep(view, member, "suspend"),
  }),
  "member.reinstate": effect({
    body: membershipSchema,
    check: (view, { member }) => void requireMembershipStep(view, member, "reinstate"),
    execute: (view, { member }) => takeMembershipStep(view, member, "reinstate"),
  }),
  "member.replace-authority": effect({
    body: authorityReplacementSchema,
    check: (view, { member }) => void requireMember(view, member),
    execute: (view, { member, authority }) => rotateAuthority(view, member, authority, view.blockTime),
  }),
  "member.change-roles": effect({
    body: rolesChangeSchema,
    check: (view, { member }) => void requireActiveMember(view, member),
    execute: (view, { member, roles }) => {
      writeMember(view, { ...requireActiveMember(view, member), roles });
      view.emit({ type: "members.roles-changed", data: { member, roles } });
    },
  }),
  "settings.change": effect({
    body: settingsChangeSchema,
    check: (_view, { settings }) => requireReachable(settings),
    execute: (view, { settings }) => writeAlliance(view, { ...readAlliance(view), settings }),
  }),
  "ledger.activate": effect({ body: activationSchema, check: checkActivation, execute: activate }),
  "number.title": effect({ body: titleSchema, check: checkTitle, execute: grantTitle }),
  "number.reclaim": effect({ body: reclaimSchema, check: checkReclaim, execute: reclaim }),
  "plan.import": effect({ body: planImportSchema, check: checkPlanImport, execute: approvePlanImport }),
} as const satisfies Readonly<Record<string, ProposalEffect>>;

export type ProposalKind = keyof typeof proposalEffects;

/** One form per kind of proposal. */
export const proposeSchema = Type.Union(
  Object.entries(proposalEffects).map(([kind, { body }]) => Type.Object({ kind: Type.Literal(kind), body }, closed)),
);
