import { canonicalJson, type JsonObject, type Log } from "@symbolon/base";
import { Type } from "typebox";
import { ledgerProblems } from "../ledger/ledger-problems.ts";
import { ReceiptAnswer } from "../ledger/schemas.ts";
import { answerError } from "../server/error-responses.ts";
import { sendAnswer } from "../server/http-answer.ts";
import type { HttpPlugin } from "../server/http-app.ts";
import { ProblemDetails } from "../server/problem-details.ts";
import { requirePeer } from "../server/require-peer.ts";
import type { ManagementOptions } from "./management-plugin.ts";
import type { TransactionSubmitter } from "./ports.ts";
import { IdempotencyHeaders } from "./schemas.ts";

const TransactionRequest = Type.Object(
  {
    contract: Type.String({ pattern: "^[a-z][A-Za-z0-9-]{0,31}$" }),
    method: Type.String({ pattern: "^[a-z][A-Za-z0-9]{0,63}$" }),
    args: Type.Object({}, { additionalProperties: true }),
  },
  { title: "TransactionRequest", additionalProperties: false },
);

const json = { "content-type": "application/json" };

/** Any method of any contract, signed with this member's key: for what has no resource of its own (votes, certificates, payments). */
export function transactionPlugin(
  { memberId }: ManagementOptions,
  modules: { readonly submitter: TransactionSubmitter; readonly log: Log },
): HttpPlugin {
  return async (app) => {
    app.addHook(
      "onRequest",
      requirePeer((peer) => peer.memberId === memberId, `only systems of ${memberId} may manage here`),
    );
    app.setErrorHandler((error, request, reply) => answerError(error, request, reply, modules.log, ledgerProblems));
    app.post(
      "/nbchf-management/v1/transactions",
      {
        schema: {
          operationId: "SubmitOwnTransaction",
          summary: "Signs and submits a call of a contract; the receipt says whether the contract did or refused it",
          tags: ["Nbchf_Management"],
          headers: IdempotencyHeaders,
          body: TransactionRequest,
          response: { 200: ReceiptAnswer, 400: ProblemDetails, 403: ProblemDetails, 409: ProblemDetails },
        },
      },
      async (request, reply) => {
        const { contract, method, args } = request.body;
        const options = { idempotencyKey: request.headers["idempotency-key"] };
        const receipt = await modules.submitter.submit(contract, method, args as JsonObject, options);
        sendAnswer(reply, { status: 200, headers: json, body: canonicalJson(receipt as unknown as JsonObject) });
      },
    );
  };
}
