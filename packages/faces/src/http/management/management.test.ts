import { canonicalBytes, type JsonObject, silentLog, SymbolonError } from "@symbolon/base";
import { ledgerErrors, MemoryStore, type Receipt } from "@symbolon/ledger";
import { compositeKey, type StateReader } from "@symbolon/state";
import { systemTime } from "@symbolon/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { MemberConnection, type MemberRequest } from "../client/member-connection.ts";
import { HttpServer } from "../server/http-server.ts";
import { type TestMember, testMember, trustIn } from "../server/tls.fixture.ts";
import { managementPlugin } from "./management-plugin.ts";
import { MAX_RECORDS_SCANNED, OwnRecords } from "./own-records.ts";
import type { AccountOpening, AccountOrderRequest, TransactionSubmitter } from "./ports.ts";

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
  result: { granted: 3 },
  events: [],
  repeated: false,
};

interface Setting {
  readonly begin?: AccountOpening["begin"];
  readonly as?: TestMember;
  readonly submit?: TransactionSubmitter["submit"];
  readonly records?: Readonly<Record<string, JsonObject>>;
}

function stateOf(records: Readonly<Record<string, JsonObject>>): StateReader {
  const store = new MemoryStore();
  const state = new Map(Object.entries(records).map(([key, record]) => [key, canonicalBytes(record)]));
  store.commit({ height: 0, state, tree: new Map(), meta: new Map() });
  return {
    get: (key) => store.get(key),
    range: (start, end, limit) => store.range(start, end, limit),
    head: () => ({ height: 41, blockTime: 1, freshAt: 1 }),
  };
}

async function start({ as = home, submit = async () => done, records = {}, begin }: Setting = {}) {
  const submitted: unknown[][] = [];
  const orders: AccountOrderRequest[] = [];
  const accounts: AccountOpening = {
    begin: async (order) => {
      if (begin !== undefined) return begin(order);
      orders.push(order);
      return { orderId: order.orderId, opened: 0, total: 10 };
    },
    progress: async (orderId) => (orderId === "order-1" ? { orderId, opened: 4, total: 10 } : undefined),
  };
  const submitter: TransactionSubmitter = {
    submit: (...call) => {
      submitted.push(call);
      return submit(...call);
    },
  };
  const own = new OwnRecords({ memberId: "home" }, { state: stateOf(records) });
  const plugin = managementPlugin({ memberId: "home" }, { submitter, accounts, records: own, log: silentLog });
  const tls = { identity: home.identity, trust: trustIn([home, visitor]) };
  const api = { title: "Nbchf_Management", description: "Management of numbers", version: "1.0.0" };
  const modules = { log: silentLog, clock: systemTime, plugins: [plugin] };
  const server = await HttpServer.create({ face: "api", port: 0, tls, api }, modules);
  opened.push(server);
  const { port } = await server.listen();
  const endpoint = { memberId: "home", host: "127.0.0.1", port };
  const trust = trustIn([home, visitor]);
  const connection = new MemberConnection({ endpoint }, { identity: as.identity, trust, clock: systemTime });
  opened.push(connection);
  const ask = async (request: MemberRequest) => {
    const { status, headers, body } = await connection.exchange({
      ...request,
      path: request.path.startsWith("/") ? request.path : `/nbchf-management/v1/${request.path}`,
    });
    return { status, headers, body: JSON.parse(body.toString()) as Record<string, unknown> };
  };
  const post = (resource: string, body: object, key: string | undefined = "key-1") =>
    ask({
      method: "POST",
      path: resource,
      body: JSON.stringify(body),
      ...(key === undefined ? {} : { headers: { "idempotency-key": key } }),
    });
  return { ask, post, submitted, orders };
}

const application = { kind: "imsi", length: 15, count: 3 };
const accountOrder = {
  application: "cd".repeat(32),
  imsis: [{ start: "315010000000001", end: "315010000000010" }],
  package: "basic",
  method: "5G_AKA",
  algorithm: "milenage",
  amf: "8000",
};

describe("Nbchf management", () => {
  it("submits what the contract's schema allows and returns the receipt", async () => {
    const { post, submitted } = await start();
    const answer = await post("applications", application);
    expect(answer).toMatchObject({ status: 200, body: done });
    expect(submitted).toEqual([["numbers", "apply", application, { idempotencyKey: "key-1" }]]);
  });

  it.each([
    ["injections", "inject"],
    ["records", "record"],
    ["releases", "release"],
  ])("checks the body of %s by the schema of the method %s", async (resource) => {
    const { post, submitted } = await start();
    const answer = await post(resource, { kind: "imei" });
    expect(answer).toMatchObject({ status: 400, body: { invalidParams: expect.any(Array) as unknown[] } });
    expect(submitted).toEqual([]);
  });

  it("asks for an idempotency key", async () => {
    const { ask } = await start();
    const answer = await ask({ method: "POST", path: "applications", body: JSON.stringify(application) });
    expect(answer).toMatchObject({ status: 400, body: { invalidParams: [{ param: "header idempotency-key" }] } });
  });

  it("shows a refusal by the contract as 409 with its code and the receipt", async () => {
    const refused: Receipt = { ...done, status: "refused", code: "POOL_EMPTY", message: "no numbers are free" };
    const { post } = await start({ submit: async () => refused });
    const answer = await post("applications", application);
    expect(answer.status).toBe(409);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.body).toMatchObject({
      cause: "POOL_EMPTY",
      detail: "no numbers are free",
      receipt: { status: "refused", height: 7 },
    });
  });

  it.each([
    ["OVERLOADED", 429, "1"],
    ["LEDGER_STOPPED", 503, "5"],
    ["IDEMPOTENCY_KEY_REUSED", 409, undefined],
    ["STORE_CORRUPT", 500, undefined],
  ] as const)("shows %s as %d", async (code, status, retryAfter) => {
    const { post } = await start({
      submit: async () => {
        throw ledgerErrors.error(code, "because");
      },
    });
    const answer = await post("applications", application);
    expect(answer.status).toBe(status);
    expect(answer.headers["retry-after"]).toBe(retryAfter);
  });

  it.each(["GET", "POST"] as const)("lets no other member %s anything", async (method) => {
    const { ask, submitted } = await start({ as: visitor });
    const answer = await ask({ method, path: "applications", ...(method === "POST" ? { body: "{}" } : {}) });
    expect(answer).toMatchObject({ status: 403, body: { cause: "ACCESS_NOT_ALLOWED" } });
    expect(submitted).toEqual([]);
  });

  it("lists what is this member's, page by page", async () => {
    const range = (index: number, holder: string, status: string) => {
      const digits = `3150100000000${String(index).padStart(2, "0")}`;
      const record = { v: 1, kind: "imsi", start: digits, end: digits, holder, status, owner: "visitor" };
      return [compositeKey("range", "imsi", "15", digits), record] as const;
    };
    const { ask } = await start({
      records: Object.fromEntries([
        range(1, "home", "recorded"),
        range(2, "visitor", "recorded"),
        range(3, "home", "quarantined"),
        range(4, "home", "recorded"),
        range(5, "home", "recorded"),
      ]),
    });
    const starts = ({ body }: { body: Record<string, unknown> }) =>
      (body["items"] as { start: string }[]).map(({ start }) => start.slice(-1));
    const first = await ask({ path: "records?kind=imsi&limit=2" });
    expect(starts(first)).toEqual(["1", "4"]);
    const second = await ask({ path: `records?kind=imsi&limit=2&from=${String(first.body["next"])}` });
    expect(starts(second)).toEqual(["5"]);
    expect(second.body).toMatchObject({ height: 41 });
    expect(second.body["next"]).toBeUndefined();
    expect(starts(await ask({ path: "releases?kind=imsi" }))).toEqual(["3"]);
    expect(starts(await ask({ path: "injections?kind=imsi" }))).toEqual([]);
  });

  it("lists applications, settlement accounts and members", async () => {
    const { ask } = await start({
      records: {
        "application/aa": { v: 1, id: "aa", applicant: "home" },
        "application/bb": { v: 1, id: "bb", applicant: "visitor" },
        "application/cc": { v: 1, id: "cc", applicant: "home" },
        "account/home/visitor/EUR": { v: 1, member: "home", counterparty: "visitor" },
        "account/visitor/home/EUR": { v: 1, member: "visitor", counterparty: "home" },
        "member/home": { v: 1, id: "home" },
        "member/visitor": { v: 1, id: "visitor" },
      },
    });
    const first = await ask({ path: "applications?limit=1" });
    expect(first.body).toMatchObject({ items: [{ id: "aa" }], next: "cc" });
    expect((await ask({ path: "applications?limit=1&from=cc" })).body["items"]).toEqual([
      { v: 1, id: "cc", applicant: "home" },
    ]);
    expect((await ask({ path: "accounts" })).body["items"]).toEqual([
      { v: 1, member: "home", counterparty: "visitor" },
    ]);
    expect((await ask({ path: "members?limit=1" })).body).toMatchObject({ items: [{ id: "home" }], next: "visitor" });
  });

  it("takes orders for accounts and tells their progress", async () => {
    const { post, ask, orders } = await start();
    const answer = await post("accounts", accountOrder, "order-1");
    expect(answer).toMatchObject({ status: 202, body: { orderId: "order-1", opened: 0, total: 10 } });
    expect(orders).toEqual([{ ...accountOrder, orderId: "order-1" }]);
    const progress = await ask({ path: String(answer.headers["location"]) });
    expect(progress).toMatchObject({ status: 200, body: { opened: 4, total: 10 } });
    expect((await ask({ path: "accounts/orders/order-2" })).status).toBe(404);
  });

  it("goes on behind applications of others, however many there are", async () => {
    const others = Array.from({ length: MAX_RECORDS_SCANNED }, (_, index) => {
      const id = `a${String(index).padStart(6, "0")}`;
      return [`application/${id}`, { v: 1, id, applicant: "visitor" }] as const;
    });
    const own = { v: 1, id: "b", applicant: "home" };
    const { ask } = await start({ records: { ...Object.fromEntries(others), "application/b": own } });
    expect((await ask({ path: "applications" })).body).toMatchObject({ items: [], next: "b" });
    expect((await ask({ path: "applications?from=b" })).body["items"]).toEqual([own]);
  });

  it.each([
    ["NO_SUBSCRIBER_STORE", 501],
    ["ORDER_CONFLICT", 409],
  ] as const)("says why an order is not taken: %s", async (code, status) => {
    const { post } = await start({ begin: () => Promise.reject(new SymbolonError(code, "because", "")) });
    const answer = await post("accounts", accountOrder);
    expect(answer).toMatchObject({ status, body: { cause: code, detail: "because" } });
  });

  it("describes every command in its document", async () => {
    const { ask } = await start();
    const { body } = await ask({ path: "/openapi.json" });
    const paths = Object.keys(body["paths"] as object).map((path) => path.split("/").at(3));
    expect(paths).toEqual(
      expect.arrayContaining(["injections", "applications", "accounts", "records", "transfers", "ports", "releases"]),
    );
  });
});
