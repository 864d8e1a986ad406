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
