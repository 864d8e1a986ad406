import { devnetFiles } from "./create-devnet.ts";
import type { DevnetDocument, DevnetEndpoints } from "./devnet-document.ts";
import { facePort } from "./ports.ts";
import { sampleSubscribers, unassignedImsi } from "./samples.ts";
import type { Devnet } from "./start-devnet.ts";
import type { DevnetParticipant } from "./topology.ts";

/** What other programs need to know of a running devnet. */
export function describeDevnet(
  devnet: Devnet,
  participants: readonly DevnetParticipant[],
  portBase: number,
): DevnetDocument {
  const [first] = participants;
  const { ledger, engine, height } = devnet.node(first?.id ?? "").ledger.status();
  const [sample] = sampleSubscribers;
  if (sample === undefined) throw new RangeError("the devnet has no sample subscribers");
  const { imsi, msisdn, member: holder, k, opc, amf } = sample;
  return {
    format: 1,
    ledger,
    engine,
    height,
    trust: devnetFiles.trust,
    members: participants.map((participant, index) => memberOf(participant, index, portBase)),
    samples: {
      imsi: { identifier: `imsi-${imsi}`, holder },
      msisdn: { identifier: `msisdn-${msisdn}`, holder },
      unassigned: { identifier: `imsi-${unassignedImsi}` },
      subscriber: { imsi, k, opc, amf },
    },
  };
}

function memberOf(
  { id, name, roles, plmn }: DevnetParticipant,
  index: number,
  portBase: number,
): DevnetDocument["members"][number] {
  return {
    id,
    name,
    roles,
    plmns: plmn === undefined ? [] : [plmn],
    endpoints: endpointsOf(plmn !== undefined, index, portBase),
    credentials: { ca: `${id}/tls/ca.pem`, certificate: `${id}/tls/node.pem`, key: `${id}/tls/node.key` },
  };
}

function endpointsOf(holdsSubscribers: boolean, index: number, portBase: number): DevnetEndpoints {
  const at = (face: Parameters<typeof facePort>[2]) => `127.0.0.1:${facePort(portBase, index, face)}`;
  return {
    bchf: `http://${at("bchf")}`,
    ...(holdsSubscribers ? { sbi: `http://${at("sbi")}`, sbiTls: `https://${at("sbiTls")}` } : {}),
    enum: at("enum"),
    mslookup: at("mslookup"),
    api: `https://${at("api")}`,
    metrics: `http://${at("metrics")}`,
  };
}
