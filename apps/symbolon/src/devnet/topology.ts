import { symbolonErrors } from "../errors.ts";
import type { MemberProfile } from "@symbolon/contracts/members";

/** A member of the devnet. */
export interface DevnetParticipant {
  readonly id: string;
  readonly name: string;
  readonly roles: MemberProfile["roles"];
  /** MCC and MNC of the network that it runs, when it runs one. */
  readonly plmn?: string;
}

/** CBRS shared home network identifier: the private networks are told apart by IMSI block number. */
export const SHARED_PLMN = "315010";

/** The number buyer orders the blocks; `harbour` also acts as the visited network. */
export const participants: readonly DevnetParticipant[] = [
  { id: "alliance", name: "Alliance of Private Networks", roles: ["number-buyer", "registry"] },
  { id: "foundry", name: "Foundry 5G", roles: ["operator"], plmn: SHARED_PLMN },
  { id: "harbour", name: "Harbour Network", roles: ["operator"], plmn: SHARED_PLMN },
  { id: "campus", name: "Campus Net", roles: ["operator"], plmn: SHARED_PLMN },
];

/** Numbers of one network. */
export interface NumberBlocks {
  readonly member: string;
  readonly imsi: { readonly start: string; readonly end: string };
  readonly msisdn: { readonly start: string; readonly end: string };
}

/** What `examples/alliance-*.csv` plan for each network. */
export const blocks: readonly NumberBlocks[] = [
  block("foundry", "0001", "447700900000", "447700900299"),
  block("harbour", "0002", "447700900300", "447700900599"),
  block("campus", "0003", "447700900600", "447700900899"),
];

function block(member: string, imsiBlockNumber: string, start: string, end: string): NumberBlocks {
  const { first, last } = {
    first: `${SHARED_PLMN}${imsiBlockNumber}00000`,
    last: `${SHARED_PLMN}${imsiBlockNumber}99999`,
  };
  return { member, imsi: { start: first, end: last }, msisdn: { start, end } };
}

/** Members beyond the first four are further networks without numbers of their own yet. */
export const MAX_DEVNET_MEMBERS = 16;

/** @throws WRONG_USAGE for a number of members outside 4 to {@link MAX_DEVNET_MEMBERS} */
export function participantsOf(count: number): readonly DevnetParticipant[] {
  if (!Number.isInteger(count) || count < participants.length || count > MAX_DEVNET_MEMBERS) {
    throw symbolonErrors.error(
      "WRONG_USAGE",
      `a devnet has ${participants.length} to ${MAX_DEVNET_MEMBERS} members, not ${count}`,
    );
  }
  const further = Array.from({ length: count - participants.length }, (_, index): DevnetParticipant => {
    const number = index + participants.length + 1;
    return { id: `network-${number}`, name: `Network ${number}`, roles: ["operator"], plmn: SHARED_PLMN };
  });
  return [...participants, ...further];
}
