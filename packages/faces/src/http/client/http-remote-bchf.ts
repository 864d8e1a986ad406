import { fromUtf8, type JsonObject, type JsonValue, parseJson } from "@symbolon/base";
import type { RefusalCause } from "@symbolon/functions";
import type { ProofSubject, RemoteBchf, RoutingAnswer, RoutingOutcome, RoutingQuery } from "@symbolon/functions/bchf";
import { type Anchor, decodeAnchor } from "@symbolon/proofs";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { protocolCauses } from "../../causes.ts";
import { faceErrors } from "../../errors.ts";
import { LEDGER_PATH } from "../ledger/ledger-plugin.ts";
import { ROUTING_PATH } from "../nbchf/nbchf-plugin.ts";
import { RoutingAnswer as RoutingAnswerSchema } from "../nbchf/schemas.ts";
import type { MemberAnswer, MemberConnection } from "./member-connection.ts";

const isAnswer = Compile(RoutingAnswerSchema);
const isRoutingProblem = Compile(
  Type.Object(
    { detail: Type.String(), cause: Type.String(), height: Type.Integer(), blockTime: Type.Integer() },
    { additionalProperties: true },
  ),
);

/** The table of causes read backwards; the first of several that look alike in HTTP stands for them. */
const refusalOf = new Map<string, RefusalCause>();
for (const [refused, { http }] of Object.entries(protocolCauses) as [RefusalCause, { http: HttpCause }][]) {
  const name = `${http.status} ${http.cause}`;
  if (!refusalOf.has(name)) refusalOf.set(name, refused);
}

interface HttpCause {
  readonly status: number;
  readonly cause: string;
}

/** Another member's BCHF, asked over mutual TLS at the endpoint that serves both its Nbchf and its ledger. */
export class HttpRemoteBchf implements RemoteBchf {
  readonly #connection: MemberConnection;

  constructor(connection: MemberConnection) {
    this.#connection = connection;
  }

  get memberId(): string {
    return this.#connection.memberId;
  }

  /** @throws PEER_UNREACHABLE, PEER_REFUSED, PEER_ANSWER_INVALID, PEER_UNKNOWN */
  async routing(query: RoutingQuery): Promise<RoutingOutcome> {
    const { credential } = query;
    const answer = await this.#connection.exchange({
      path: `${ROUTING_PATH}${encodeURIComponent(query.identifier)}${querystringOf(query)}`,
      ...(credential === undefined ? {} : { headers: { "x-symbolon-credential": credential } }),
    });
    return answer.status === 200 ? this.#answer(answer) : this.#refusal(answer);
  }

  /** @throws PEER_UNREACHABLE, PEER_REFUSED, PEER_ANSWER_INVALID, PEER_UNKNOWN */
  async proof(subject: ProofSubject): Promise<Uint8Array> {
    const path =
      "key" in subject
        ? `${LEDGER_PATH}/proofs?key=${encodeURIComponent(subject.key)}`
        : `${ROUTING_PATH}${encodeURIComponent(subject.identifier)}/proof`;
    return this.#connection.expectOk(await this.#connection.exchange({ path }));
  }

  /** @throws PEER_UNREACHABLE, PEER_REFUSED, PEER_ANSWER_INVALID, PEER_UNKNOWN */
  async header(height: number): Promise<Anchor | undefined> {
    const answer = await this.#connection.exchange({ path: `${LEDGER_PATH}/headers/${height}` });
    if (answer.status === 404) return undefined;
    const signed = this.#json(this.#connection.expectOk(answer)) as JsonObject;
    try {
      return decodeAnchor({ type: "embedded", ...signed });
    } catch (cause) {
      throw faceErrors.error("PEER_ANSWER_INVALID", `${this.memberId} gave no signed header`, { cause });
    }
  }

  #answer({ body }: MemberAnswer): RoutingAnswer {
    const answer = this.#json(body);
    if (isAnswer.Check(answer)) return answer;
    throw faceErrors.error("PEER_ANSWER_INVALID", `${this.memberId} gave no routing answer`);
  }

  #refusal(answer: MemberAnswer): RoutingOutcome {
    const problem = this.#json(answer.body);
    if (!isRoutingProblem.Check(problem)) {
      this.#connection.expectOk(answer);
      throw faceErrors.error("PEER_ANSWER_INVALID", `${this.memberId} refused without saying at which height`);
    }
    const { detail: message, height, blockTime, cause } = problem;
    const refused = refusalOf.get(`${answer.status} ${cause}`);
    if (refused === undefined) throw faceErrors.error("PEER_ANSWER_INVALID", `${this.memberId} refused with ${cause}`);
    return { refused, message, height, blockTime };
  }

  #json(body: Uint8Array): JsonValue {
    try {
      return parseJson(fromUtf8(body));
    } catch (cause) {
      throw faceErrors.error("PEER_ANSWER_INVALID", `${this.memberId} gave octets that are no JSON`, { cause });
    }
  }
}

function querystringOf({ requester, dataManagement }: RoutingQuery): string {
  const query = new URLSearchParams();
  if (requester.nfType !== undefined) query.set("requester-nf-type", requester.nfType);
  if (requester.plmn !== undefined) query.set("requester-plmn", requester.plmn);
  if (dataManagement !== undefined) query.set("data-management", dataManagement);
  return query.size === 0 ? "" : `?${query.toString()}`;
}
