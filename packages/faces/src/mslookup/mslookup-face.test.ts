import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type LogFields, silentLog } from "@symbolon/base";
import {
  decodeMslookupAnswer,
  encodeMslookupQuery,
  MSLOOKUP_SUFFIX,
  type MslookupQuery,
} from "@symbolon/codecs/mslookup";
import type { DataManagement, RoutingAnswer, RoutingOutcome, RoutingQuery } from "@symbolon/functions/bchf";
import { describe, expect, it } from "vitest";
import { faceErrors } from "../errors.ts";
import { MslookupFace, type MslookupFaceOptions } from "./mslookup-face.ts";

const clock = { now: () => 1_800_000_000_000, monotonic: () => performance.now() };
const query: MslookupQuery = { packetId: 7, service: "gsup.hlr", idType: "imsi", id: "315010000000001" };
const voice: MslookupQuery = { packetId: 8, service: "sip.voice", idType: "msisdn", id: "15551234567" };

function found(...uris: string[]): RoutingAnswer {
  const dataManagement: DataManagement[] = uris.map((uri) => ({ type: "HLR", uri }));
  return {
    identifier: "imsi-315010000000001",
    holder: "factory-one",
    status: "active",
    dataManagement,
    source: "ledger",
    height: 42,
    blockTime: clock.now(),
  };
}

interface SetUp extends Partial<MslookupFaceOptions> {
  readonly resolve?: (query: RoutingQuery) => RoutingOutcome | Promise<RoutingOutcome>;
}

async function setUp({ resolve = () => found("gsup://192.0.2.1:4333"), ...options }: SetUp = {}) {
  const asked: RoutingQuery[] = [];
  const lines: LogFields[] = [];
  const events: string[] = [];
  const log = {
    ...silentLog,
    warn: (_: string, fields?: LogFields) => void lines.push(fields ?? {}),
    child: () => log,
  };
  const face = new MslookupFace(
    { port: 0, serviceAddress: () => undefined, ...options },
    {
      resolver: { resolve: (query) => (asked.push(query), resolve(query)) },
      log,
      clock,
      observer: {
        answered: (...facts) => events.push(facts.slice(0, 3).join(" ")),
        turnedAway: (...facts) => events.push(facts.join(" ")),
      },
    },
  );
  const { port } = await face.listen();
  /** Sends all, and gives what comes back until all are answered or the one with id 0xffff is. */
  const ask = async (...messages: readonly (MslookupQuery | Uint8Array)[]) => {
    const socket = createSocket("udp4");
    for (const message of messages) {
      const octets = message instanceof Uint8Array ? message : encodeMslookupQuery(message, MSLOOKUP_SUFFIX);
      socket.send(octets, port, "127.0.0.1");
    }
    const answers = [];
    while (answers.length < messages.length) {
      const [octets] = (await once(socket, "message")) as [Buffer];
      answers.push(decodeMslookupAnswer(octets, MSLOOKUP_SUFFIX));
      if (answers.at(-1)?.packetId === 0xffff) break;
    }
    socket.close();
    return answers;
  };
  return { ask, asked, lines, events, port, [Symbol.asyncDispose]: () => face[Symbol.asyncDispose]() };
}

describe("MslookupFace", () => {
  it("answers gsup.hlr with the HLR's address at age 0", async () => {
    await using setup = await setUp();
    expect(await setup.ask(query)).toEqual([{ ...query, age: 0, v4: { address: "192.0.2.1", port: 4333 } }]);
    expect(setup.asked).toEqual([
      { identifier: "imsi-315010000000001", requester: { nfType: "MSLOOKUP" }, dataManagement: "HLR" },
    ]);
    expect(setup.events).toEqual(["mslookup gsup.hlr found"]);
  });

  it("gives one address of each family, port 4222 where none is named", async () => {
    await using setup = await setUp({
      resolve: () => found("gsup://[2001:db8::1]", "gsup://192.0.2.1", "gsup://192.0.2.2:1"),
    });
    expect(await setup.ask(query)).toMatchObject([
      { v4: { address: "192.0.2.1", port: 4222 }, v6: { address: "2001:db8::1", port: 4222 } },
    ]);
  });

  it("resolves host names through the option only", async () => {
    const resolve = () => found("gsup://hlr.example.net:4333");
    await using resolving = await setUp({ resolve, resolveHost: () => Promise.resolve("192.0.2.9") });
    expect(await resolving.ask(query)).toMatchObject([{ v4: { address: "192.0.2.9", port: 4333 } }]);
  });

  it("answers voice and messages from the service directory", async () => {
    await using setup = await setUp({
      serviceAddress: (service, { holder }) =>
        service === "sip.voice" && holder === "factory-one"
          ? { v4: { address: "192.0.2.5", port: 5060 }, age: 12 }
          : { v6: { address: "2001:db8::5", port: 2775 } },
    });
    expect(await setup.ask(voice, { ...voice, service: "smpp.sms" })).toMatchObject([
      { age: 12, v4: { address: "192.0.2.5", port: 5060 } },
      { age: 0, v6: { address: "2001:db8::5", port: 2775 } },
    ]);
    expect(setup.asked[0]).toEqual({ identifier: "msisdn-15551234567", requester: { nfType: "MSLOOKUP" } });
  });

  const silent: [string, SetUp][] = [
    ["an unknown number", { resolve: () => ({ refused: "UNKNOWN_NUMBER", message: "", height: 1, blockTime: 0 }) }],
    ["a copy too far behind", { resolve: () => ({ refused: "TOO_FAR_BEHIND", message: "", height: 1, blockTime: 0 }) }],
    ["a holder without HLR", { resolve: () => found() }],
    ["a host that nothing resolves", { resolve: () => found("gsup://hlr.example.net") }],
    ["a URI without host", { resolve: () => found("gsup:", "none") }],
    ["a resolver that fails", { resolve: () => Promise.reject(new Error("broken store")) }],
    ["an address that is none", { resolve: () => found("gsup://a"), resolveHost: () => "b" }],
  ];
  it.each(silent)("is silent for %s", async (_, options) => {
    const { resolve = () => found() } = options;
    await using setup = await setUp({
      ...options,
      resolve: (asked) => (asked.identifier.endsWith("9") ? found("gsup://192.0.2.1") : resolve(asked)),
    });
    const last = { ...query, packetId: 0xffff, id: "315010000000009" };
    const socket = createSocket("udp4");
    socket.send(encodeMslookupQuery(query, MSLOOKUP_SUFFIX), setup.port, "127.0.0.1");
    socket.send(encodeMslookupQuery(last, MSLOOKUP_SUFFIX), setup.port, "127.0.0.1");
    const [octets] = (await once(socket, "message")) as [Buffer];
    socket.close();
    expect(decodeMslookupAnswer(octets, MSLOOKUP_SUFFIX).packetId).toBe(0xffff);
    expect(setup.events.toSorted()).toEqual(["mslookup gsup.hlr found", "mslookup gsup.hlr silent"]);
  });

  it("is silent for other services and asks nobody", async () => {
    await using setup = await setUp();
    expect(await setup.ask({ ...query, service: "gsup.vlr" }, { ...query, packetId: 0xffff })).toHaveLength(1);
    expect(setup.asked).toHaveLength(1);
  });

  it("drops garbage and others' answers, and logs a peer's garbage once", async () => {
    await using setup = await setUp();
    const garbage = [new Uint8Array(), new Uint8Array(30), encodeMslookupQuery(query, "mdns.example.net")];
    const answer = encodeMslookupQuery(query, MSLOOKUP_SUFFIX).with(2, 0x80);
    const answers = await setup.ask(...garbage, answer, ...garbage, { ...query, packetId: 0xffff });
    expect(answers.map(({ packetId }) => packetId)).toEqual([0xffff]);
    expect(setup.lines).toMatchObject([{ reason: "malformed", peer: "127.0.0.1" }]);
    expect(setup.events.filter((event) => event === "mslookup malformed")).toHaveLength(6);
  });

  it("lets later queries pass one that waits, and drops more than its bound", async () => {
    const waiting: (() => void)[] = [];
    await using setup = await setUp({
      maxInFlight: 2,
      resolve: ({ identifier }) =>
        identifier.endsWith("1")
          ? new Promise((done) => waiting.push(() => done(found("gsup://192.0.2.1"))))
          : found("gsup://192.0.2.2"),
    });
    const quick = { ...query, packetId: 9, id: "315010000000002" };
    expect(await setup.ask(quick)).toMatchObject([{ packetId: 9 }]);
    const slow = setup.ask(query, { ...query, packetId: 11 });
    while (waiting.length < 2) await new Promise((turn) => setImmediate(turn));
    const dropped = createSocket("udp4");
    dropped.send(encodeMslookupQuery(quick, MSLOOKUP_SUFFIX), setup.port, "127.0.0.1");
    while (!setup.events.includes("mslookup too-many-waiting")) await new Promise((turn) => setImmediate(turn));
    dropped.close();
    for (const settle of waiting) settle();
    expect(await slow).toMatchObject([{ packetId: 7 }, { packetId: 11 }]);
  });

  it("answers to the group what came on the group", async () => {
    const group = "239.192.23.43";
    const asker = createSocket({ type: "udp4", reuseAddr: true });
    asker.bind({ address: group, port: 0 });
    await once(asker, "listening");
    const { port } = asker.address();
    asker.addMembership(group, "127.0.0.1");
    asker.setMulticastInterface("127.0.0.1");
    await using setup = await setUp({ multicast: { group, port, interface: "127.0.0.1" } });
    asker.send(encodeMslookupQuery(query, MSLOOKUP_SUFFIX), port, group);
    const isAnswer = (octets: Buffer) => (octets.readUInt8(2) & 0x80) !== 0;
    let heard: Buffer = Buffer.alloc(12);
    while (!isAnswer(heard)) [heard] = (await once(asker, "message")) as [Buffer];
    asker.close();
    expect(decodeMslookupAnswer(heard, MSLOOKUP_SUFFIX)).toMatchObject({ packetId: 7, v4: { port: 4333 } });
    expect(setup.asked).toHaveLength(1);
  });

  it("says which address it cannot take, and which group", async () => {
    await using setup = await setUp();
    const isUnavailable = (error: unknown) => faceErrors.is(error, "FACE_ADDRESS_UNAVAILABLE");
    await expect(setUp({ port: setup.port })).rejects.toSatisfy(isUnavailable);
    const elsewhere = { interface: "203.0.113.77", port: 0 };
    await expect(setUp({ multicast: elsewhere })).rejects.toSatisfy(isUnavailable);
  });

  it.each([{ suffix: "" }, { suffix: "mdns.osmocom.org." }, { suffix: "MDNS" }, { multicast: { group: "group" } }])(
    "refuses the options %j",
    async (options) => {
      await expect(setUp(options)).rejects.toSatisfy((error) => faceErrors.is(error, "FACE_OPTION_INVALID"));
    },
  );
});
