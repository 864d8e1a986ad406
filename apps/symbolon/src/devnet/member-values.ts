import { type FaceName, facePort } from "./ports.ts";
import type { DevnetParticipant } from "./topology.ts";

/** Values of a devnet member's configuration file, as `symbolon node` reads it. */
export function memberValues(
  participant: DevnetParticipant,
  index: number,
  portBase: number,
): Readonly<Record<string, unknown>> {
  const at = (face: FaceName, member = index) => `127.0.0.1:${facePort(portBase, member, face)}`;
  const follow = { url: `https://${at("api", 0)}`, member: "alliance" };
  const holdsSubscribers = participant.plmn !== undefined;
  return {
    member: participant.id,
    directory: ".",
    ledger: { genesis: "../genesis.json", ...(index === 0 ? {} : { follow }) },
    keys: { passphrase: "none" },
    faces: {
      bchf: at("bchf"),
      ...(holdsSubscribers ? { sbi: at("sbi"), sbiTls: at("sbiTls") } : {}),
      enum: at("enum"),
      mslookup: at("mslookup"),
      api: at("api"),
      metrics: at("metrics"),
    },
    enum: { suffix: "e164.arpa", sipDomain: "ims.mnc010.mcc315.3gppnetwork.org" },
    ...(holdsSubscribers ? { subscribers: { database: "subscribers.sqlite", plmn: participant.plmn } } : {}),
    log: { level: "warn" },
  };
}
