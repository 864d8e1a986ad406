import type { FastifyReply } from "fastify";
import type { HttpApp } from "../server/http-app.ts";
import { sendAnswer } from "../server/http-answer.ts";
import { ProblemDetails, sendRefusal } from "../server/problem-details.ts";
import { argumentsOf, managementCommands } from "./commands.ts";
import type { OwnRecords, RangeList, RecordPage } from "./own-records.ts";
import { DEFAULT_LIST_LENGTH, ListAnswer, MANAGEMENT_PATH, ListQuerystring, RangeListQuerystring } from "./schemas.ts";

const tags = ["Nbchf_Management"];
const response = { 200: ListAnswer, 400: ProblemDetails, 403: ProblemDetails };

const rangeLists: readonly (readonly [list: RangeList, operationId: string, summary: string])[] = [
  ["records", "ListRecords", "Numbers that this member has recorded"],
  ["releases", "ListReleases", "Numbers that this member released and that are still in quarantine"],
  ["injections", "ListInjections", "Numbers that this member injected"],
];

/** What the ledger says of this member. */
export function listRoutes(app: HttpApp, records: OwnRecords): void {
  for (const [list, operationId, summary] of rangeLists) {
    const schema = { operationId, summary, tags, querystring: RangeListQuerystring, response };
    app.get(`${MANAGEMENT_PATH}/${list}`, { schema }, (request, reply) => {
      const { kind, from, limit = DEFAULT_LIST_LENGTH } = request.query;
      sendPage(reply, records.ranges(list, kind, limit, from));
    });
  }
  const list = (
    name: string,
    operationId: string,
    summary: string,
    read: (limit: number, from?: string) => RecordPage,
  ) => {
    const schema = { operationId, summary, tags, querystring: ListQuerystring, response };
    app.get(`${MANAGEMENT_PATH}/${name}`, { schema }, (request, reply) => {
      const { from, limit = DEFAULT_LIST_LENGTH } = request.query;
      sendPage(reply, read(limit, from));
    });
  };
  list("applications", "ListApplications", "Applications of this member", (limit, from) =>
    records.applications(limit, from),
  );
  list("accounts", "ListAccounts", "Settlement accounts of this member", (limit) => records.accounts(limit));
  list("members", "ListMembers", "Members of the alliance", (limit, from) => records.members(limit, from));
  for (const { resource, method } of managementCommands.filter((command) => argumentsOf(command) === undefined)) {
    const schema = {
      operationId: `List${resource}`,
      summary: "Not in this release",
      tags,
      response: { 501: ProblemDetails },
    };
    app.get(`${MANAGEMENT_PATH}/${resource}`, { schema }, (_request, reply) => {
      void sendRefusal(reply, {
        refused: "UNSUPPORTED",
        message: `no contract has a method ${method} in this release`,
      });
    });
  }
}

function sendPage(reply: FastifyReply, page: RecordPage): void {
  sendAnswer(reply, { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(page) });
}
