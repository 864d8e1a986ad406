import {
  type JsonObject,
  type Plmn,
  type Suci,
  type Supi,
  formatSuci,
  formatSupi,
  fromHex,
  parseSupi,
  servingNetworkName,
  toHex,
} from "@symbolon/base";
import { deriveHresStar, equalSecrets } from "@symbolon/crypto";
import { type Terminal, fiveGmmCauses } from "@symbolon/terminal";
import { type Rejection, type RejectionPolicy, isRejection, reject, rejectionOf } from "./rejection.ts";
import { serviceUrl } from "./routing-query.ts";
import { type SbiAnswer, type SbiClient, describeAnswer, isSuccess } from "./sbi-client.ts";
import type { Trace } from "./trace.ts";

/** Anti-bidding down between architectures: 0000 says that there is nothing to protect yet (TS 33.501 A.7.1). */
export const ABBA = fromHex("0000");

/** Rounds of EAP that one authentication may take. */
export const MAX_EAP_ROUNDS = 8;

const AUTHENTICATE = "Nausf_UEAuthentication_Authenticate";
const CONFIRM = "Nausf_UEAuthentication_Authenticate (confirmation)";

export interface AuthenticationContext {
  readonly client: SbiClient;
  readonly trace: Trace;
  readonly terminal: Terminal;
  readonly servingNetwork: Plmn;
  /** apiRoot of the AUSF. */
  readonly ausf: string;
  /** Where the trace says that it stands: `home AUSF`, `local AUSF`. */
  readonly place: string;
  readonly policy: RejectionPolicy;
}

/** What the SEAF holds after a successful authentication. */
export interface Authenticated {
  readonly supi: Supi;
  readonly kseaf: Uint8Array;
}

/** AUTHENTICATE was refused by HTTP: the answer is kept, since a 404 sends the SEAF to the next place. */
export interface RefusedAuthentication extends Rejection {
  readonly answer?: SbiAnswer;
}

/** The SEAF's side of primary authentication (TS 33.501 clause 6.1): asks the AUSF and carries the challenge to the terminal. */
export async function authenticate(
  context: AuthenticationContext,
  identity: Suci | Supi,
): Promise<Authenticated | RefusedAuthentication> {
  const supiOrSuci = "kind" in identity ? formatSupi(identity) : formatSuci(identity);
  let resynchronizationInfo: JsonObject | undefined;
  for (;;) {
    const answer = await requestVector(context, supiOrSuci, resynchronizationInfo);
    if (!isSuccess(answer)) return { ...rejectionOf(AUTHENTICATE, answer, context.policy), answer };
    const outcome = await challenge(context, answer);
    if (!("resynchronizationInfo" in outcome)) return outcome;
    // One resynchronisation per procedure: a second AUTS means that home and USIM disagree for good.
    if (resynchronizationInfo !== undefined) return reject(fiveGmmCauses.illegalUe, "synchronisation failed twice");
    ({ resynchronizationInfo } = outcome);
  }
}

interface Resynchronise {
  readonly resynchronizationInfo: JsonObject;
}

function requestVector(
  { client, trace, servingNetwork, ausf, place }: AuthenticationContext,
  supiOrSuci: string,
  resynchronizationInfo: JsonObject | undefined,
): Promise<SbiAnswer> {
  const body = { supiOrSuci, servingNetworkName: servingNetworkName(servingNetwork) };
  return trace.record({
    operation: resynchronizationInfo === undefined ? AUTHENTICATE : `${AUTHENTICATE} (resynchronisation)`,
    from: "AMF/SEAF",
    to: place,
    perform: () =>
      client.request({
        method: "POST",
        url: serviceUrl(ausf, "/nausf-auth/v1/ue-authentications"),
        body: resynchronizationInfo === undefined ? body : { ...body, resynchronizationInfo },
      }),
    describe: (answer) => {
      const { authType } = answer.body;
      return typeof authType === "string" ? `${answer.status} ${authType}` : describeAnswer(answer);
    },
  });
}

function challenge(
  context: AuthenticationContext,
  answer: SbiAnswer,
): Promise<Authenticated | Rejection | Resynchronise> {
  const { authType } = answer.body;
  if (authType === "5G_AKA") return fiveGAka(context, answer);
  if (authType === "EAP_AKA_PRIME") return eapAkaPrime(context, answer);
  return Promise.resolve(malformed("its authType is not known here"));
}

function malformed(why: string): Rejection {
  return reject(fiveGmmCauses.fiveGsServicesNotAllowed, `${AUTHENTICATE}: the home's answer cannot be used: ${why}`);
}

interface Av5gAka {
  readonly rand: Uint8Array;
  readonly autn: Uint8Array;
  readonly hxresStar: Uint8Array;
}

function readVector(answer: SbiAnswer): Av5gAka | undefined {
  const data = answer.body["5gAuthData"];
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  const [rand, autn, hxresStar] = ["rand", "autn", "hxresStar"].map((name) => readOctets((data as JsonObject)[name]));
  if (rand?.length !== 16 || autn?.length !== 16 || hxresStar?.length !== 16) return undefined;
  return { rand, autn, hxresStar };
}

function readOctets(value: unknown): Uint8Array | undefined {
  return typeof value === "string" && /^(?:[0-9a-f]{2})+$/i.test(value) ? fromHex(value) : undefined;
}

/** `_links` holds one link or a list of them by relation (TS 29.571 LinksValueSchema). */
function linkOf(context: AuthenticationContext, answer: SbiAnswer, relation: string): URL | undefined {
  const links = answer.body["_links"] as JsonObject | undefined;
  const value = links?.[relation];
  const first = (Array.isArray(value) ? value[0] : value) as JsonObject | undefined;
  const href = first?.["href"];
  return typeof href === "string" && URL.canParse(href, context.ausf) ? new URL(href, context.ausf) : undefined;
}

/** 5G AKA (TS 33.501 clause 6.1.3.2.0, steps 6 to 11). */
async function fiveGAka(
  context: AuthenticationContext,
  answer: SbiAnswer,
): Promise<Authenticated | Rejection | Resynchronise> {
  const vector = readVector(answer);
  const link = linkOf(context, answer, "5g-aka");
  if (vector === undefined || link === undefined) return malformed("5gAuthData or _links is missing or malformed");
  const { rand, autn, hxresStar } = vector;
  const { trace, terminal, servingNetwork } = context;
  const response = await trace.record({
    operation: "Authentication Request",
    from: "AMF/SEAF",
    to: "UE",
    perform: () => terminal.authenticate({ servingNetwork, rand, autn, abba: ABBA }),
    describe: (given) =>
      "resStar" in given ? "Authentication Response" : `Authentication Failure, 5GMM cause ${given.cause}`,
  });
  if ("auts" in response) return { resynchronizationInfo: { rand: toHex(rand), auts: toHex(response.auts) } };
  if (!("resStar" in response))
    return reject(fiveGmmCauses.illegalUe, `the terminal refused the challenge with 5GMM cause ${response.cause}`);
  const isRight = equalSecrets(deriveHresStar(rand, response.resStar), hxresStar);
  if (!isRight) return reject(fiveGmmCauses.illegalUe, "HRES* differs from HXRES*");
  return confirm(context, link, response.resStar);
}

async function confirm(
  { client, trace, place, policy }: AuthenticationContext,
  url: URL,
  resStar: Uint8Array,
): Promise<Authenticated | Rejection> {
  const answer = await trace.record({
    operation: CONFIRM,
    from: "AMF/SEAF",
    to: place,
    perform: () => client.request({ method: "PUT", url, body: { resStar: toHex(resStar) } }),
    describe: describeResult,
  });
  return isSuccess(answer) ? readResult(answer, "kseaf") : rejectionOf(CONFIRM, answer, policy);
}

function describeResult(answer: SbiAnswer): string {
  const { authResult } = answer.body;
  return typeof authResult === "string" ? `${answer.status} ${authResult}` : describeAnswer(answer);
}

/** TS 29.509 writes the key `kseaf` in ConfirmationDataResponse and `kSeaf` in EapSession. */
function readResult({ body }: SbiAnswer, keyName: "kseaf" | "kSeaf"): Authenticated | Rejection {
  const { authResult, supi } = body;
  if (authResult !== "AUTHENTICATION_SUCCESS")
    return reject(fiveGmmCauses.illegalUe, `the home says ${typeof authResult === "string" ? authResult : "nothing"}`);
  const kseaf = readOctets(body[keyName]);
  if (typeof supi !== "string" || kseaf?.length !== 32) return malformed("supi or K_SEAF is missing");
  try {
    return { supi: parseSupi(supi), kseaf };
  } catch {
    return malformed("its supi is malformed");
  }
}

/** EAP-AKA' carried between the AUSF and the terminal (TS 33.501 clause 6.1.3.1). */
async function eapAkaPrime(context: AuthenticationContext, answer: SbiAnswer): Promise<Authenticated | Rejection> {
  let link = linkOf(context, answer, "eap-session");
  if (link === undefined) return malformed("_links names no EAP session");
  let payload = answer.body["5gAuthData"];
  for (let round = 0; typeof payload === "string" && round < MAX_EAP_ROUNDS; round += 1) {
    const response = await carryToTerminal(context, payload);
    if (isRejection(response)) return response;
    const session = await carryToHome(context, link, response.eapPayload);
    if (!isSuccess(session)) return rejectionOf(CONFIRM, session, context.policy);
    payload = session.body["eapPayload"];
    link = linkOf(context, session, "eap-session") ?? link;
    if (session.body["authResult"] === "AUTHENTICATION_ONGOING") continue;
    const result = readResult(session, "kSeaf");
    const last = typeof payload === "string" ? await carryToTerminal(context, payload, true) : undefined;
    return last !== undefined && isRejection(last) ? last : result;
  }
  return malformed("the EAP session has no payload or no end");
}

function carryToHome(
  { client, trace, place }: AuthenticationContext,
  url: URL,
  eapPayload: string,
): Promise<SbiAnswer> {
  return trace.record({
    operation: CONFIRM,
    from: "AMF/SEAF",
    to: place,
    perform: () => client.request({ method: "POST", url, body: { eapPayload } }),
    describe: describeResult,
  });
}

/** @param isLast Success and Failure have no answer */
async function carryToTerminal(
  { trace, terminal, servingNetwork }: AuthenticationContext,
  eapPayload: string,
  isLast = false,
): Promise<{ readonly eapPayload: string } | Rejection> {
  const packet = new Uint8Array(Buffer.from(eapPayload, "base64"));
  const response = await trace.record({
    operation: isLast ? "Authentication Result (EAP)" : "Authentication Request (EAP)",
    from: "AMF/SEAF",
    to: "UE",
    perform: () => answerOrNothing(() => terminal.answerEap({ servingNetwork, packet, abba: ABBA }).response),
    describe: (given) => (given === undefined ? "none" : "Authentication Response"),
  });
  if (response === undefined && !isLast) return malformed("the terminal does not answer its EAP message");
  return { eapPayload: Buffer.from(response ?? []).toString("base64") };
}

/** A terminal drops what it cannot read. */
function answerOrNothing(answer: () => Uint8Array | undefined): Uint8Array | undefined {
  try {
    return answer();
  } catch {
    return undefined;
  }
}
