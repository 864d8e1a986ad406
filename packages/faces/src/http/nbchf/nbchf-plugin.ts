import { Type } from "typebox";
import { canonicalJson, type JsonObject } from "@symbolon/base";
import { isRefusal, type Refusal } from "@symbolon/functions";
import type { HttpPlugin } from "../server/http-app.ts";
import { peerOf } from "../server/peer-identity.ts";
import { ProblemDetails, sendRefusal } from "../server/problem-details.ts";
import { sendAnswer } from "../server/http-answer.ts";
import { resolveBatch } from "./routing-batch.ts";
import type { RoutingExchange } from "./routing-exchange.ts";
import { routingQuery } from "./routing-request.ts";
import {
  RoutingAnswer,
  RoutingBatchAnswer,
  RoutingBatchRequest,
  RoutingHeaders,
  RoutingParams,
  RoutingProof,
  RoutingQuerystring,
} from "./schemas.ts";

/** Port: makes the document that anybody can check offline: which record holds the identifier, and that it is current. */
export interface ProofSource {
  prove(identifier: string): Promise<JsonObject | Refusal>;
}

export interface NbchfModules {
  readonly exchange: RoutingExchange;
  readonly proofs: ProofSource;
}

const jsonHeaders = { "content-type": "application/json" };

export const ROUTING_PATH = "/nbchf/v1/routing/";

const refusals = {
  400: ProblemDetails,
  401: ProblemDetails,
  403: ProblemDetails,
  404: ProblemDetails,
  429: ProblemDetails,
  503: ProblemDetails,
};

/** Nbchf, the query service of the BCHF. */
export function nbchfPlugin({ exchange, proofs }: NbchfModules): HttpPlugin {
  return async (app) => {
    app.get(
      `${ROUTING_PATH}:identifier`,
      {
        schema: {
          operationId: "GetRouting",
          summary: "Where the user data of an identifier lives",
          tags: ["Nbchf_Routing"],
          params: RoutingParams,
          querystring: RoutingQuerystring,
          headers: RoutingHeaders,
          response: { 200: RoutingAnswer, 304: Type.Null({ description: "Unchanged" }), ...refusals },
        },
      },
      (request, reply) => {
        const { "x-symbolon-credential": credential, "if-none-match": ifNoneMatch } = request.headers;
        const query = routingQuery(request.params.identifier, request.query, credential, peerOf(request.raw));
        const answered = Promise.resolve(exchange.answer(query, ifNoneMatch));
        return answered.then((answer) => sendAnswer(reply, answer));
      },
    );
    app.post(
      ROUTING_PATH.slice(0, -1),
      {
        schema: {
          operationId: "GetRoutingBatch",
          summary: "Many identifiers, each answered or refused on its own",
          tags: ["Nbchf_Routing"],
          querystring: RoutingQuerystring,
          body: RoutingBatchRequest,
          response: { 200: RoutingBatchAnswer, ...refusals },
        },
      },
      (request) => resolveBatch(exchange, request.body.identifiers, request.query, peerOf(request.raw)),
    );
    app.get(
      `${ROUTING_PATH}:identifier/proof`,
      {
        schema: {
          operationId: "GetRoutingProof",
          summary: "A proof of the answer, for `symbolon verify`, in canonical JSON",
          tags: ["Nbchf_Routing"],
          params: RoutingParams,
          response: { 200: RoutingProof, ...refusals },
        },
      },
      async (request, reply) => {
        const proof = await proofs.prove(request.params.identifier);
        if (isRefusal(proof)) await sendRefusal(reply, proof);
        else sendAnswer(reply, { status: 200, headers: jsonHeaders, body: canonicalJson(proof) });
      },
    );
  };
}
