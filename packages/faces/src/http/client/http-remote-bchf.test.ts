import { silentLog } from "@symbolon/base";
import type { RoutingOutcome, RoutingQuery } from "@symbolon/functions/bchf";
import { eventually, systemTime } from "@symbolon/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { LEDGER_PATH } from "../ledger/ledger-plugin.ts";
import { nbchfPlugin } from "../nbchf/nbchf-plugin.ts";
import { RoutingExchange } from "../nbchf/routing-exchange.ts";
import type { HttpPlugin } from "../server/http-app.ts";
import { HttpServer } from "../server/http-server.ts";
import { testMember, trustIn } from "../server/tls.fixture.ts";
import { HttpRemoteBchf } from "./http-remote-bchf.ts";
import { MAX_MEMBER_ANSWER_OCTETS, MemberConnection } from "./member-connection.ts";

const home = await testMember("home");
const visitor = await testMember("visitor");
const trust = trustIn([home, visitor]);
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of opened.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
});

const known: RoutingOutcome = {
  identifier: "nai-a/b@home.example",
  holder: "home",
  status: "recorded",
  dataManagement: [{ type: "UDM", uri: "https://udm.home.example:443" }],
  source: "ledger",
  height: 41,
  blockTime: 1_790_000_000_000,
};
const digest = "0".repeat(64);
const header = {
  ledger: "test",
  height: 3,
  previousHash: digest,
  time: 1,
  transactionsRoot: digest,
  resultsRoot: digest,
  stateRoot: digest,
  validatorsHash: digest,
};

async function start(outcome: RoutingOutcome = known, extra: HttpPlugin = async () => {}, timeout = 5_000) {
  const asked: RoutingQuery[] = [];
  const resolver = {
    resolve: (query: RoutingQuery) => {
      asked.push(query);
      return outcome;
    },
  };
  const exchange = new RoutingExchange({}, { resolver, freshness: { secondsLeft: () => 9 } });
  const proofs = { prove: async (identifier: string) => ({ identifier }) };
  const options = { face: "api", port: 0, tls: { identity: home.identity, trust } };
  const plugins = [nbchfPlugin({ exchange, proofs }), extra];
  const server = await HttpServer.create(options, { log: silentLog, clock: systemTime, plugins });
  opened.push(server);
  const { port } = await server.listen();
  const endpoint = { memberId: "home", host: "127.0.0.1", port };
  const modules = { identity: visitor.identity, trust, clock: systemTime };
  const connection = new MemberConnection({ endpoint, timeout }, modules);
  opened.push(connection);
  return { remote: new HttpRemoteBchf(connection), connection, asked, server };
}

const query: RoutingQuery = {
  identifier: "nai-a/b@home.example",
  requester: { nfType: "AMF", plmn: "31501" },
  dataManagement: "UDM",
  credential: "a.b.c",
};

describe("another member's BCHF", () => {
  it("is asked the whole question and knows who asks", async () => {
    const { remote, asked } = await start();
    expect(remote.memberId).toBe("home");
    expect(await remote.routing(query)).toEqual(known);
    expect(asked).toEqual([{ ...query, requester: { ...query.requester, tlsIdentity: "127.0.0.1" } }]);
  });

  it.each(["UNKNOWN_NUMBER", "CREDENTIAL_EXPIRED", "TOO_FAR_BEHIND", "OVERLOADED"] as const)(
    "refuses with %s as itself, at its height",
    async (refused) => {
      const refusal: RoutingOutcome = { refused, message: "because", height: 40, blockTime: 7 };
      const { remote } = await start(refusal);
      expect(await remote.routing(query)).toEqual(refusal);
    },
  );

  it("gives proofs as octets, by identifier and by state key", async () => {
    const { remote } = await start(known, async (app) => {
      app.get(`${LEDGER_PATH}/proofs`, (request, reply) => reply.send(request.query));
    });
    expect(Buffer.from(await remote.proof({ identifier: "imsi-1" })).toString()).toBe('{"identifier":"imsi-1"}');
    expect(Buffer.from(await remote.proof({ key: "member/a" })).toString()).toBe('{"key":"member/a"}');
  });

  it("gives signed headers, and nothing for a height that it has not reached", async () => {
    const signature = { suite: "ES256", spki: "A".repeat(122), signature: "A".repeat(86) };
    const { remote } = await start(known, async (app) => {
      app.get<{ Params: { height: string } }>(`${LEDGER_PATH}/headers/:height`, (request, reply) =>
        request.params.height === "3"
          ? reply.send({ header, signature })
          : reply.code(request.params.height === "4" ? 404 : 200).send({ header }),
      );
    });
    expect(await remote.header(3)).toMatchObject({ type: "embedded", header });
    expect(await remote.header(4)).toBeUndefined();
    await expect(remote.header(5)).rejects.toMatchObject({ code: "PEER_ANSWER_INVALID" });
  });
});

describe("a connection to another member", () => {
  it("gives up at its deadline and can be used again", async () => {
    const { connection } = await start(
      known,
      async (app) => {
        app.get("/never", () => new Promise<never>(() => {}));
      },
      1_500,
    );
    await expect(connection.exchange({ path: "/never" })).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
    expect((await connection.exchange({ path: "/nbchf/v1/routing/imsi-00101" })).status).toBe(200);
  });

  it("ends when its caller aborts", async () => {
    const entered = Promise.withResolvers<void>();
    const { connection } = await start(known, async (app) => {
      app.get("/never", () => {
        entered.resolve();
        return new Promise<never>(() => {});
      });
    });
    const caller = new AbortController();
    const asked = connection.exchange({ path: "/never", signal: caller.signal });
    const outcome = asked.catch((error: unknown) => error);
    await entered.promise;
    caller.abort();
    expect(await outcome).toMatchObject({ code: "PEER_UNREACHABLE" });
  });

  it("reads no answer without end", async () => {
    const { connection } = await start(known, async (app) => {
      app.get("/huge", (_request, reply) => reply.send("x".repeat(MAX_MEMBER_ANSWER_OCTETS + 1)));
    });
    await expect(connection.exchange({ path: "/huge" })).rejects.toMatchObject({ code: "PEER_ANSWER_INVALID" });
  });

  it("fails while the other side is away, then connects anew", async () => {
    const { connection, server } = await start();
    const { port } = server.address();
    const path = "/nbchf/v1/routing/imsi-00101";
    expect((await connection.exchange({ path })).status).toBe(200);
    await server.close();
    await expect(connection.exchange({ path })).rejects.toMatchObject({ code: "PEER_UNREACHABLE" });
    const again = await HttpServer.create(
      { face: "api", port, tls: { identity: home.identity, trust } },
      { log: silentLog, clock: systemTime, plugins: [] },
    );
    opened.push(again);
    await again.listen();
    expect((await connection.exchange({ path })).status).toBe(404);
    await eventually(() => again.connections === 1);
  });
});
