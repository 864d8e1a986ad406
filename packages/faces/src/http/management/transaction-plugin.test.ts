import { silentLog } from "@symbolon/base";
import { ledgerErrors, type Receipt } from "@symbolon/ledger";
import { systemTime } from "@symbolon/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { MemberConnection } from "../client/member-connection.ts";
import { HttpServer } from "../server/http-server.ts";
import { type TestMember, testMember, trustIn } from "../server/tls.fixture.ts";
import type { TransactionSubmitter } from "./ports.ts";
import { transactionPlugin } from "./transaction-plugin.ts";

const home = await testMember("home");
const visitor = await testMember("visitor");
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of opened.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
});

const done: Receipt = {
  id: "ab".repeat(32),
  height: 7,
  index: 0,
  status: "done",
  result: { proposal: "cd" },
  events: [{ type: "governance.proposed", data: { proposer: "home" } }],
  repeated: false,
};
const call = { contract: "governance", method: "vote", args: { proposal: "cd", vote: "for" } };

async function start(submit: TransactionSubmitter["submit"] = async () => done, as: TestMember = home) {
  const submitted: unknown[][] = [];
  const submitter: TransactionSubmitter = {
    submit: (...asked) => {
      submitted.push(asked);
      return submit(...asked);
    },
  };
  const trust = trustIn([home, visitor]);
  const server = await HttpServer.create(
    { face: "api", port: 0, tls: { identity: home.identity, trust } },
    {
      log: silentLog,
      clock: systemTime,
      plugins: [transactionPlugin({ memberId: "home" }, { submitter, log: silentLog })],
    },
  );
  opened.push(server);
  const { port } = await server.listen();
  const endpoint = { memberId: "home", host: "127.0.0.1", port };
  const connection = new MemberConnection({ endpoint }, { identity: as.identity, trust, clock: systemTime });
  opened.push(connection);
  const post = async (body: object, headers: Readonly<Record<string, string>> = { "idempotency-key": "key-1" }) => {
    const path = "/nbchf-management/v1/transactions";
    const answer = await connection.exchange({ method: "POST", path, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: JSON.parse(answer.body.toString()) as Record<string, unknown> };
  };
  return { post, submitted };
}

describe("transactions by this member's own systems", () => {
  it("are signed and submitted as they were asked for, and answered with the whole receipt", async () => {
    const { post, submitted } = await start();
    expect(await post(call)).toEqual({ status: 200, body: done });
    expect(submitted).toEqual([["governance", "vote", call.args, { idempotencyKey: "key-1" }]]);
  });

  it("are refused to every other member: they would be signed with this member's key", async () => {
    const { post, submitted } = await start(undefined, visitor);
    expect(await post(call)).toMatchObject({ status: 403, body: { cause: "ACCESS_NOT_ALLOWED" } });
    expect(submitted).toEqual([]);
  });

  it("show a contract's refusal in the receipt, and what was not admitted as a problem", async () => {
    const refused = { ...done, status: "refused", code: "ALREADY_VOTED", message: "home has voted for" } as const;
    expect(await (await start(async () => refused)).post(call)).toEqual({ status: 200, body: refused });
    const reused = () => Promise.reject(ledgerErrors.error("IDEMPOTENCY_KEY_REUSED", "other content"));
    expect(await (await start(reused)).post(call)).toMatchObject({
      status: 409,
      body: { cause: "IDEMPOTENCY_KEY_REUSED" },
    });
  });

  it.each([
    { fault: "no idempotency key", body: call, headers: {} },
    { fault: "an idempotency key of another form", body: call, headers: { "idempotency-key": "a b" } },
    { fault: "a contract that is no name", body: { ...call, contract: "../x" } },
    { fault: "a method that is no name", body: { ...call, method: "__proto__" } },
    { fault: "arguments that are no object", body: { ...call, args: [] } },
    { fault: "a submitter of its own choice", body: { ...call, submitter: "ef" } },
  ])("are refused with $fault", async ({ body, headers }) => {
    const { post, submitted } = await start();
    expect((await post(body, headers)).status).toBe(400);
    expect(submitted).toEqual([]);
  });
});
