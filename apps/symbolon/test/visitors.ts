import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, fromHex, parseImsi, parsePlmn } from "@symbolon/base";
import { Milenage, type Signer } from "@symbolon/crypto";
import { systemClock, systemRandom } from "@symbolon/member";
import { Terminal } from "@symbolon/terminal";
import { Usim } from "@symbolon/usim";
import { VisitedNetwork } from "@symbolon/visited-network";
import { devnetName } from "../src/devnet/member-profile.ts";
import { SHARED_PLMN } from "../src/devnet/topology.ts";
import type { RunningDevnet } from "./running-devnet.ts";

const NUMBERS_OF_A_USIM = 32;

/** The card of a subscriber. */
export interface Card {
  readonly imsi: string;
  /** Hexadecimal. */
  readonly k: string;
  readonly opc: string;
  readonly routingIndicator?: string;
}

export interface TerminalWishes {
  /** The user's key; absent: no credentials. */
  readonly user?: Signer;
  /** SEQ that the USIM has seen with every IND. */
  readonly seen?: number;
  readonly clock?: Clock;
}

export function terminalWith(
  { imsi, k, opc, routingIndicator = "0" }: Card,
  { user, seen, clock = systemClock }: TerminalWishes = {},
): Terminal {
  const sequenceNumbers = seen === undefined ? [] : Array.from({ length: NUMBERS_OF_A_USIM }, () => seen);
  const usim = new Usim(new Milenage({ k: fromHex(k), opc: fromHex(opc) }), { sequenceNumbers });
  return new Terminal(
    { supi: { kind: "imsi", digits: parseImsi(imsi) }, mncLength: 3, routingIndicator },
    { usim, clock, random: systemRandom, ...(user === undefined ? {} : { signer: user }) },
  );
}

export interface NetworkWishes {
  /** The member that runs it. */
  readonly member: string;
  readonly plmn?: string;
  readonly localFirst?: boolean;
  /** Whether it asks terminals for credentials. */
  readonly credentials?: boolean;
}

/** The AMF of a member of the devnet, with that member's certificate. */
export function openNetwork(
  devnet: RunningDevnet,
  { member, plmn = SHARED_PLMN, localFirst = false, credentials = false }: NetworkWishes,
): Promise<VisitedNetwork> {
  const { endpoints, credentials: own } = devnet.member(member);
  const read = (path: string) => readFileSync(join(devnet.directory, path), "utf8");
  const ca = devnet.document.members.map((known) => read(known.credentials.ca)).join("\n");
  return VisitedNetwork.start(
    {
      plmn: parsePlmn(plmn),
      amfInstanceId: "8f14e45f-ceea-467f-a8f1-6d2c0e9a3b41",
      amfId: "010041",
      bchf: endpoints.bchf,
      client: { tls: { ca, certificate: read(own.certificate), key: read(own.key) } },
      ...(localFirst && endpoints.sbi !== undefined ? { localUdm: endpoints.sbi } : {}),
      ...(credentials ? { tlsIdentity: devnetName(member) } : {}),
    },
    { clock: systemClock },
  );
}
