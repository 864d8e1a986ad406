import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireActiveMember, requireMember, requireSubmitter } from "./permission.ts";
import { findMember } from "./reading.ts";
import { writeMember } from "./write-member.ts";

/** Longest chain of parents: RIR, NIR, LIR, end user and as many again. */
export const MAX_PARENT_DEPTH = 8;

/** The submitter says whose downstream it is; it counts once the parent confirms. @throws PARENT_INVALID */
export function claimParent(view: StateView, parent: string): void {
  const member = requireSubmitter(view);
  requireActiveMember(view, parent);
  refuseCircle(view, member.id, parent);
  writeMember(view, { ...member, parent: { member: parent, confirmed: false } });
  view.emit({ type: "members.parent-claimed", data: { member: member.id, parent } });
}

/** The submitter confirms a member that claimed it as parent. @throws PARENT_INVALID */
export function confirmChild(view: StateView, childId: string): void {
  const parent = requireSubmitter(view).id;
  const child = requireMember(view, childId);
  if (child.parent?.member !== parent) {
    throw contractErrors.error("PARENT_INVALID", `${childId} has not claimed ${parent} as its parent`);
  }
  refuseCircle(view, childId, parent);
  writeMember(view, { ...child, parent: { member: parent, confirmed: true } });
  view.emit({ type: "members.parent-confirmed", data: { member: childId, parent } });
}

function refuseCircle(view: StateView, child: string, parent: string): void {
  let above: string | undefined = parent;
  for (let depth = 0; above !== undefined; depth += 1) {
    if (above === child || depth >= MAX_PARENT_DEPTH) {
      throw contractErrors.error(
        "PARENT_INVALID",
        `${parent} above ${child} would make a circle or a chain of more than ${MAX_PARENT_DEPTH}`,
      );
    }
    above = findMember(view, above)?.parent?.member;
  }
}
