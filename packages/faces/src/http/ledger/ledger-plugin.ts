import { Type } from "typebox";
import { canonicalJson, fromBase64Url, type JsonObject, type Log } from "@symbolon/base";
import type { Ledger } from "@symbolon/ledger";
import type { SignedTransaction } from "@symbolon/proofs";
import type { Genesis } from "@symbolon/state";
import { answerError } from "../server/error-responses.ts";
import type { HttpPlugin } from "../server/http-app.ts";
import { sendAnswer } from "../server/http-answer.ts";
import { ProblemDetails, sendProblem } from "../server/problem-details.ts";
import { peerOf } from "../server/peer-identity.ts";
import { requirePeer } from "../server/require-peer.ts";
import { ledgerProblems } from "./ledger-problems.ts";
import { LINES_MEDIA_TYPE } from "./line-stream.ts";
import { MemberStreams } from "./member-streams.ts";
import {
  FromQuerystring,
  GenesisAnswer,
  HeaderStatementBody,
  HeightParams,
  KeyQuerystring,
  ProofAnswer,
  ReceiptAnswer,
  SignedHeaderAnswer,
  SignedTransactionBody,
  StatusAnswer,
} from "./schemas.ts";
import type { WitnessBoard } from "./witness-board.ts";

export interface LedgerPluginModules {
  readonly ledger: Ledger;
  readonly genesis: Genesis;
  readonly witnesses: WitnessBoard;
  readonly log: Log;
}

export const LEDGER_PATH = "/symbolon-ledger/v1";

const tags = ["Ledger"];
const json = { "content-type": "application/json" };
const lineContent = { content: { [LINES_MEDIA_TYPE]: { schema: Type.String() } } };
const refusals = { 400: ProblemDetails, 403: ProblemDetails, 404: ProblemDetails, 429: ProblemDetails };

/** What members offer each other about the ledger, over mutual TLS: blocks to execute, transactions to forward. */
export function ledgerPlugin({ ledger, genesis, witnesses, log }: LedgerPluginModules): HttpPlugin {
  const genesisText = canonicalJson(genesis as unknown as JsonObject);
  return async (app) => {
    const streams = new MemberStreams(app.closing);
    app.addHook(
      "onRequest",
      requirePeer(() => true, "the ledger is offered to members only, over mutual TLS"),
    );
    app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log, ledgerProblems));

    app.get(
      `${LEDGER_PATH}/status`,
      {
        schema: {
          operationId: "GetLedgerStatus",
          summary: "Where this copy stands",
          tags,
          response: { 200: StatusAnswer },
        },
      },
      (_request, reply) => void reply.send(ledger.status()),
    );
    app.get(
      `${LEDGER_PATH}/genesis`,
      {
        schema: {
          operationId: "GetGenesis",
          summary: "What the ledger starts from, in canonical JSON: its hash names the ledger",
          tags,
          response: { 200: GenesisAnswer },
        },
      },
      (_request, reply) => sendAnswer(reply, { status: 200, headers: json, body: genesisText }),
    );
    app.get(
      `${LEDGER_PATH}/headers/:height`,
      {
        schema: {
          operationId: "GetHeader",
          summary: "A signed header",
          tags,
          params: HeightParams,
          response: { 200: SignedHeaderAnswer, ...refusals },
        },
      },
      (request, reply) => {
        const { height } = request.params;
        const block = ledger.block(height);
        if (block === undefined) {
          const detail = `this node keeps no block ${height}`;
          void sendProblem(reply, { title: "Not Found", status: 404, detail, cause: "RECORD_UNKNOWN" });
          return;
        }
        const { header, signature } = block;
        const body = canonicalJson({ header, signature } as unknown as JsonObject);
        sendAnswer(reply, { status: 200, headers: json, body });
      },
    );
    app.get(
      `${LEDGER_PATH}/proofs`,
      {
        schema: {
          operationId: "GetRecordProof",
          summary: "A proof of the record under a state key, or that there is none, in canonical JSON",
          tags,
          querystring: KeyQuerystring,
          response: { 200: ProofAnswer, ...refusals },
        },
      },
      async (request, reply) => {
        const proof = await ledger.prove(request.query.key);
        void reply.type("application/json").send(Buffer.from(proof));
      },
    );
    app.post(
      `${LEDGER_PATH}/transactions`,
      {
        schema: {
          operationId: "SubmitTransaction",
          summary: "Submits a signed transaction; answered when it is committed",
          tags,
          body: SignedTransactionBody,
          response: { 200: ReceiptAnswer, ...refusals },
        },
      },
      async (request, reply) => {
        const receipt = await ledger.submit(request.body as SignedTransaction);
        sendAnswer(reply, { status: 200, headers: json, body: canonicalJson(receipt as unknown as JsonObject) });
      },
    );
    app.get(
      `${LEDGER_PATH}/blocks`,
      {
        schema: {
          operationId: "FollowBlocks",
          summary: "Blocks from a height on, then each new one with heartbeats between, one JSON document a line",
          tags,
          querystring: FromQuerystring,
          response: { 200: lineContent, ...refusals },
        },
      },
      (request, reply) => {
        const { from = 0 } = request.query;
        streams.send(request, reply, (signal) => ledger.follow(from, signal));
      },
    );
    app.post(
      `${LEDGER_PATH}/witnesses`,
      {
        schema: {
          operationId: "PublishHeaderStatement",
          summary: "A follower's countersigned word on what the orderer has shown it",
          tags,
          body: HeaderStatementBody,
          response: { 204: Type.Null(), ...refusals },
        },
      },
      (request, reply) => {
        const statement = request.body;
        fromBase64Url(statement.witness.spki);
        witnesses.post(peerOf(request.raw)?.memberId ?? "", statement);
        void reply.code(204).send(null);
      },
    );
    app.get(
      `${LEDGER_PATH}/witnesses`,
      {
        schema: {
          operationId: "FollowHeaderStatements",
          summary: "The newest statement of each follower known here, then each new one, one JSON document a line",
          tags,
          response: { 200: lineContent, ...refusals },
        },
      },
      (request, reply) => streams.send(request, reply, (signal) => witnesses.read(signal)),
    );
  };
}
