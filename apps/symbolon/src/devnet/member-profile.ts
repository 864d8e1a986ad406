import type { MemberProfile } from "@symbolon/contracts/members";
import type { MemberIdentity } from "@symbolon/member";
import { identityOf } from "../node/member-application.ts";
import { type FaceName, facePort, HLR_OFFSET } from "./ports.ts";
import type { DevnetParticipant } from "./topology.ts";

/** What a devnet member says of itself in the genesis document. */
export function memberProfile(
  participant: DevnetParticipant,
  identity: MemberIdentity,
  index: number,
  portBase: number,
): MemberProfile {
  return {
    ...identityOf(identity),
    name: participant.name,
    roles: participant.roles,
    endpoints: endpoints(participant, index, portBase),
    contact: { organisation: participant.name, email: `noc@${participant.id}.example` },
    evidence: [],
  };
}

/** Name of a member in TLS: first in its certificate, and what credentials are addressed to. */
export function devnetName(memberId: string): string {
  return `${memberId}.symbolon.test`;
}

function endpoints(participant: DevnetParticipant, index: number, portBase: number): MemberProfile["endpoints"] {
  const host = "127.0.0.1";
  const port = (face: FaceName) => facePort(portBase, index, face);
  const always: MemberProfile["endpoints"] = [
    { name: "api", type: "api", scheme: "https", host, port: port("api") },
    { name: "api-localhost", type: "api", scheme: "https", host: "localhost", port: port("api") },
    { name: "api-name", type: "api", scheme: "https", host: devnetName(participant.id), port: port("api") },
    { name: "bchf", type: "BCHF", scheme: "http", host, port: port("bchf") },
  ];
  if (participant.plmn === undefined) return always;
  return [
    ...always,
    { name: "udm", type: "UDM", scheme: "https", host, port: port("sbiTls") },
    // Where the member's own osmo-hlr would stand; the devnet runs none.
    { name: "hlr", type: "HLR", scheme: "gsup", host, port: portBase + 100 * index + HLR_OFFSET },
  ];
}
