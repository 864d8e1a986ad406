import { canonicalJson, type JsonObject, type Log } from "@symbolon/base";
import type { Receipt } from "@symbolon/ledger";
import type { FastifyReply } from "fastify";
import { ledgerProblems } from "../ledger/ledger-problems.ts";
import { ReceiptAnswer } from "../ledger/schemas.ts";
import { answerError, type ProblemShape } from "../server/error-responses.ts";
import type { HttpApp, HttpPlugin } from "../server/http-app.ts";
import { sendAnswer } from "../server/http-answer.ts";
import { ProblemDetails, sendProblem, sendRefusal } from "../server/problem-details.ts";
import { requirePeer } from "../server/require-peer.ts";
import { accountRoutes } from "./account-routes.ts";
import { argumentsOf, type ManagementCommand, managementCommands } from "./commands.ts";
import type { OwnRecords } from "./own-records.ts";
import { listRoutes } from "./list-routes.ts";
import type { AccountOpening, TransactionSubmitter } from "./ports.ts";
import { IdempotencyHeaders, MANAGEMENT_PATH } from "./schemas.ts";

export interface ManagementOptions {
  /** This member: only its own communication certificates may manage. */
  readonly memberId: string;
}

export interface ManagementModules {
  readonly submitter: TransactionSubmitter;
  readonly accounts: AccountOpening;
  readonly records: OwnRecords;
  readonly log: Log;
}

const refusals = { 400: ProblemDetails, 403: ProblemDetails, 409: ProblemDetails, 429: ProblemDetails };

/** Beside the ledger's errors, those of an order for accounts. */
const problems: Readonly<Record<string, ProblemShape>> = {
  ...ledgerProblems,
  ORDER_CONFLICT: { status: 409, title: "Conflict", cause: "ORDER_CONFLICT" },
  NO_SUBSCRIBER_STORE: { status: 501, title: "Not Implemented", cause: "NO_SUBSCRIBER_STORE" },
};

/** The Nbchf management service for the member's own systems, mutual TLS only. */
export function managementPlugin({ memberId }: ManagementOptions, modules: ManagementModules): HttpPlugin {
  return async (app) => {
    const own = requirePeer((peer) => peer.memberId === memberId, `only systems of ${memberId} may manage here`);
    app.addHook("onRequest", own);
    app.setErrorHandler((error, request, reply) => answerError(error, request, reply, modules.log, problems));
    for (const command of managementCommands) commandRoute(app, command, modules.submitter);
    accountRoutes(app, modules);
    listRoutes(app, modules.records);
  };
}

function commandRoute(app: HttpApp, command: ManagementCommand, submitter: TransactionSubmitter): void {
  const { resource, operationId, summary, contract, method } = command;
  const url = `${MANAGEMENT_PATH}/${resource}`;
  const described = { operationId, summary, tags: ["Nbchf_Management"] };
  const args = argumentsOf(command);
  if (args === undefined) {
    app.post(url, { schema: { ...described, response: { 501: ProblemDetails } } }, (_request, reply) => {
      void sendRefusal(reply, {
        refused: "UNSUPPORTED",
        message: `the contract ${contract} has no method ${method} in this release`,
      });
    });
    return;
  }
  const schema = {
    ...described,
    headers: IdempotencyHeaders,
    body: args,
    response: { 200: ReceiptAnswer, ...refusals },
  };
  app.post(url, { schema }, async (request, reply) => {
    const idempotencyKey = request.headers["idempotency-key"];
    sendReceipt(reply, await submitter.submit(contract, method, request.body as JsonObject, { idempotencyKey }));
  });
}

/** A refusal by the contract is 409: the request was well formed, the state of the ledger speaks against it. */
function sendReceipt(reply: FastifyReply, receipt: Receipt): void {
  if (receipt.status === "done") {
    const headers = { "content-type": "application/json" };
    sendAnswer(reply, { status: 200, headers, body: canonicalJson(receipt as unknown as JsonObject) });
    return;
  }
  void sendProblem(reply, {
    title: "Conflict",
    status: 409,
    detail: receipt.message ?? "the contract refused",
    ...(receipt.code === undefined ? {} : { cause: receipt.code }),
    receipt,
  });
}
