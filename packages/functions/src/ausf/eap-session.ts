import type { EapPacket } from "@symbolon/codecs/eap";
import type { Resynchronisation } from "../auc/authentication-centre.ts";
import { isRefusal, type Refusal } from "../refusal-cause.ts";
import {
  autsOf,
  type EapExchange,
  failureNotification,
  type PeerMessage,
  readPeerMessage,
  responseIsRight,
} from "./eap-aka-prime.ts";

/** Requests that one authentication may send: a challenge, one after a resynchronisation, repetitions, a notification. */
export const MAX_EAP_ROUNDS = 6;

/** `challenged`: a challenge waits for its answer. `notified`: the terminal was told of the failure and owes an answer. */
type EapState = "challenged" | "notified";

export interface EapSession {
  readonly state: EapState;
  readonly exchange: EapExchange;
  /** Requests sent so far. */
  readonly rounds: number;
  /** A resynchronisation was done; a second one would be a fault of the terminal. */
  readonly resynchronised?: boolean;
}

export type EapStep =
  | { readonly outcome: "success" | "failure" }
  | { readonly outcome: "ongoing"; readonly session: EapSession; readonly eapPayload: Uint8Array };

type Action = "verify" | "resynchronise" | "repeat" | "fail";

/** What follows from each message in each state (RFC 4187 clauses 6.3, 9; RFC 3748 clause 4.2 for stale identifiers). */
const transitions: Readonly<Record<EapState, Readonly<Record<PeerMessage, Action>>>> = {
  challenged: {
    "challenge-response": "verify",
    "synchronization-failure": "resynchronise",
    "authentication-reject": "fail",
    "client-error": "fail",
    "notification-response": "fail",
    identity: "repeat",
    stale: "repeat",
    unexpected: "fail",
  },
  notified: {
    "challenge-response": "fail",
    "synchronization-failure": "fail",
    "authentication-reject": "fail",
    "client-error": "fail",
    "notification-response": "fail",
    identity: "fail",
    stale: "repeat",
    unexpected: "fail",
  },
};

export interface EapSessionModules {
  /** Fetches a new challenge behind the terminal's SQN. */
  readonly renew: (resynchronizationInfo: Resynchronisation) => Promise<EapExchange | Refusal>;
}

/** One message of the peer and what the server does about it. */
export async function advanceEapSession(
  session: EapSession,
  octets: Uint8Array,
  modules: EapSessionModules,
): Promise<EapStep> {
  const read = readPeerMessage(octets, session.exchange.identifier);
  if (read === undefined || session.rounds >= MAX_EAP_ROUNDS) return { outcome: "failure" };
  switch (transitions[session.state][read.message]) {
    case "verify":
      return responseIsRight(octets, read.packet, session.exchange) ? { outcome: "success" } : notify(session);
    case "resynchronise":
      return resynchronise(session, read.packet, modules);
    case "repeat":
      return goOn(session, session.exchange);
    default:
      return { outcome: "failure" };
  }
}

function goOn(session: EapSession, exchange: EapExchange): EapStep {
  return {
    outcome: "ongoing",
    session: { ...session, exchange, rounds: session.rounds + 1 },
    eapPayload: exchange.request,
  };
}

function notify(session: EapSession): EapStep {
  const identifier = (session.exchange.identifier + 1) % 256;
  const request = failureNotification(identifier);
  return goOn({ ...session, state: "notified" }, { ...session.exchange, identifier, request });
}

async function resynchronise(session: EapSession, packet: EapPacket, modules: EapSessionModules): Promise<EapStep> {
  const auts = autsOf(packet);
  if (auts === undefined || session.resynchronised === true) return { outcome: "failure" };
  const renewed = await modules.renew({ rand: session.exchange.vector.rand, auts });
  return isRefusal(renewed) ? { outcome: "failure" } : goOn({ ...session, resynchronised: true }, renewed);
}
