import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Log, type LogFields, silentLog } from "@symbolon/base";
import { type DnsAnswer, decodeDnsAnswer, encodeDnsQuery, enumNameOf } from "@symbolon/codecs/dns";
import type { RoutingAnswer, RoutingOutcome, RoutingQuery } from "@symbolon/functions/bchf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faceErrors } from "../errors.ts";
import { EnumFace, type EnumFaceOptions } from "./enum-face.ts";
import { MAX_DNS_PIPELINED, MAX_DNS_TCP_QUERY_OCTETS } from "./limits.ts";

const NUMBER = "15551234567";
const name = enumNameOf(NUMBER, "e164.arpa");
const clock = { now: () => 1_800_000_000_000, monotonic: () => performance.now() };
const freshness = { secondsLeft: () => 30 };
const found: RoutingAnswer = {
  identifier: `msisdn-${NUMBER}`,
  holder: "factory-one",
  status: "active",
  dataManagement: [],
  ported: true,
  source: "ledger",
  height: 42,
  blockTime: clock.now(),
};

interface SetUp extends Partial<EnumFaceOptions> {
  readonly resolve?: (query: RoutingQuery) => RoutingOutcome | Promise<RoutingOutcome>;
}

async function setUp({ resolve = () => found, ...options }: SetUp = {}) {
  const events: string[] = [];
  const lines: LogFields[] = [];
  const log: Log = { ...silentLog, warn: (_, fields) => lines.push(fields ?? {}), child: () => log };
  const observer = {
    answered: (...facts: unknown[]) => events.push(facts.slice(0, 3).join(" ")),
    turnedAway: (...facts: unknown[]) => events.push(facts.join(" ")),
  };
  const face = new EnumFace(
    {
      port: 0,
      sipDomain: (holder) => `${holder}.example.net`,
      routingNumber: () => "+15550000001",
      ...options,
    },
    { resolver: { resolve }, freshness, log, clock, observer },
  );
  const { host, port } = await face.listen();
  return { face, host, port, events, lines, [Symbol.asyncDispose]: () => face[Symbol.asyncDispose]() };
}

/** Sends datagrams from one socket and gives the first `count` answers. */
async function overUdp(port: number, messages: readonly Uint8Array[], count = messages.length): Promise<Buffer[]> {
  const socket = createSocket("udp4");
  const answers: Buffer[] = [];
  const complete = new Promise<void>((done) => {
    socket.on("message", (answer) => {
      answers.push(answer);
      if (answers.length === count) done();
    });
  });
  for (const message of messages) socket.send(message, port, "127.0.0.1");
  await complete;
  socket.close();
  return answers;
}

function framed(message: Uint8Array): Buffer {
  return Buffer.from([message.length >>> 8, message.length & 0xff, ...message]);
}

/** The messages that a connection delivers until the other side closes it or `count` are there. */
async function answersOf(socket: Socket, count = Number.POSITIVE_INFINITY): Promise<DnsAnswer[]> {
  const answers: DnsAnswer[] = [];
  let unread = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
      const end = 2 + unread.readUInt16BE(0);
      answers.push(decodeDnsAnswer(unread.subarray(2, end)));
      unread = unread.subarray(end);
    }
    if (answers.length >= count) break;
  }
  socket.destroy();
  return answers;
}

async function connectTo(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  // Being cut off is what several tests wait for.
  socket.on("error", () => {});
  return socket;
}

/** Settles once the socket takes more, or is gone. */
function writable(socket: Socket): Promise<void> {
  return new Promise((done) => {
    const settle = () => {
      socket.off("drain", settle).off("close", settle);
      done();
    };
    socket.on("drain", settle).on("close", settle);
  });
}

function closing(socket: Socket): Promise<void> {
  return new Promise((done) => socket.once("close", () => done()));
}

const query = (id = 7) => encodeDnsQuery(id, name, "NAPTR");

describe("EnumFace over UDP", () => {
  it("answers with id, question, flags and OPT of the asker", async () => {
    await using setup = await setUp();
    const [octets] = await overUdp(setup.port, [query(0xbeef)]);
    const answer = decodeDnsAnswer(octets as Buffer);
    expect(answer.header).toMatchObject({ id: 0xbeef, isResponse: true, authoritative: true, recursionDesired: true });
    expect(answer.questions).toMatchObject([{ name }]);
    expect(answer.answers).toMatchObject([{ services: "E2U+sip" }, { services: "E2U+pstn:tel" }]);
    expect(answer.additional).toMatchObject([{ type: 41 }]);
    expect(setup.events).toEqual(["enum NAPTR NOERROR"]);
  });

  it("truncates at 512 octets without EDNS, and tells the same whole over TCP", async () => {
    const long = Array.from({ length: 4 }, () => "a".repeat(50)).join(".");
    await using setup = await setUp({
      sipDomain: () => long,
      resolve: () => ({ ...found, ported: false }),
      nameServer: long,
      mailbox: long,
    });
    const soa = encodeDnsQuery(1, "e164.arpa", "ANY");
    const withoutEdns = soa.slice(0, -11);
    withoutEdns[11] = 0;
    const [cut] = await overUdp(setup.port, [withoutEdns]);
    expect(decodeDnsAnswer(cut as Buffer)).toMatchObject({ header: { truncated: true }, answers: [] });
    const [whole] = await overUdp(setup.port, [soa]);
    expect(decodeDnsAnswer(whole as Buffer)).toMatchObject({ header: { truncated: false }, answers: [{}, {}] });
    const socket = await connectTo(setup.port);
    socket.end(framed(withoutEdns));
    expect(await answersOf(socket)).toMatchObject([{ header: { truncated: false }, answers: [{}, {}] }]);
  });

  it.each([
    ["an opcode other than query", (octets: Uint8Array) => octets.with(2, 0x29), 4],
    ["a broken query", (octets: Uint8Array) => octets.slice(0, 20), 1],
  ])("answers %s with its code and no more than the header", async (_, change, responseCode) => {
    await using setup = await setUp();
    const [octets] = await overUdp(setup.port, [change(query())]);
    const { header, questions } = decodeDnsAnswer(octets as Buffer);
    expect(header).toMatchObject({ id: 7, responseCode });
    expect(questions).toEqual([]);
  });

  it("answers an unknown EDNS version with BADVERS", async () => {
    await using setup = await setUp();
    const octets = query();
    octets[octets.length - 5] = 1;
    const [answer] = await overUdp(setup.port, [octets]);
    const { header, additional } = decodeDnsAnswer(answer as Buffer);
    expect(header.responseCode).toBe(0);
    expect(additional).toMatchObject([{ ttl: 0x0100_0000 }]);
  });

  it("stays silent to responses and scraps, and logs each kind of a peer once", async () => {
    await using setup = await setUp();
    const response = query().with(2, 0x80);
    const scrap = new Uint8Array(11);
    const answers = await overUdp(setup.port, [response, scrap, response, scrap, new Uint8Array(), query(9)], 1);
    expect(answers.map((octets) => octets.readUInt16BE(0))).toEqual([9]);
    expect(setup.lines).toEqual([
      { reason: "not-a-query", peer: "127.0.0.1" },
      { reason: "too-short", peer: "127.0.0.1" },
    ]);
    expect(setup.events.filter((event) => event === "enum too-short")).toHaveLength(3);
  });

  it("survives garbage", async () => {
    await using setup = await setUp();
    const garbage = fc.sample(fc.uint8Array({ maxLength: 300 }), 400);
    const mutated = fc
      .sample(fc.tuple(fc.nat(60), fc.nat(255)), 400)
      .map(([at, octet]) => query().with(at % query().length, octet));
    const answers = await overUdp(
      setup.port,
      [...garbage, ...mutated, query(0x4242)].map((octets) => octets),
      1,
    );
    expect(answers).toHaveLength(1);
    const socket = createSocket("udp4");
    const last = new Promise<void>((done) =>
      socket.on("message", (octets) => octets.readUInt16BE(0) === 0x4243 && done()),
    );
    socket.send(query(0x4243), setup.port, "127.0.0.1");
    await last;
    socket.close();
  });

  it("lets later questions pass one that waits, and refuses more than its bound", async () => {
    const waiting: (() => void)[] = [];
    await using setup = await setUp({
      maxInFlight: 2,
      resolve: ({ identifier }) =>
        identifier.endsWith("0") ? new Promise((done) => waiting.push(() => done(found))) : found,
    });
    const slow = (id: number) => encodeDnsQuery(id, enumNameOf("15550000000", "e164.arpa"), "NAPTR");
    const socket = createSocket("udp4");
    const heard: number[][] = [];
    const receive = async (count: number) => {
      while (heard.length < count) {
        const [octets] = (await once(socket, "message")) as [Buffer];
        heard.push([octets.readUInt16BE(0), octets.readUInt8(3) & 0xf]);
      }
    };
    const two = receive(2);
    for (const message of [slow(1), query(2), slow(3), query(4)]) socket.send(message, setup.port, "127.0.0.1");
    await two;
    // 1 and 3 wait: what came before 3 was answered, what came after it is refused.
    expect(heard).toEqual([
      [2, 0],
      [4, 2],
    ]);
    for (const [i, settle] of waiting.splice(0).entries()) {
      const next = receive(3 + i);
      settle();
      await next;
    }
    const last = receive(5);
    socket.send(query(5), setup.port, "127.0.0.1");
    await last;
    expect(heard.slice(2)).toEqual([
      [1, 0],
      [3, 0],
      [5, 0],
    ]);
    socket.close();
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("broken store");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken store"))],
  ])("answers SERVFAIL when the resolver %s", async (_, resolve) => {
    await using setup = await setUp({ resolve });
    const [octets] = await overUdp(setup.port, [query()]);
    expect(decodeDnsAnswer(octets as Buffer).header.responseCode).toBe(2);
  });
});

describe("EnumFace over TCP", () => {
  it("answers pipelined queries that come in pieces, and after the asker's end", async () => {
    await using setup = await setUp();
    const stream = Buffer.concat(Array.from({ length: 50 }, (_, id) => framed(query(id))));
    const socket = await connectTo(setup.port);
    for (let at = 0; at < stream.length; at += 97) socket.write(stream.subarray(at, at + 97));
    socket.end();
    const answers = await answersOf(socket);
    expect(answers.map(({ header }) => header.id)).toEqual(Array.from({ length: 50 }, (_, id) => id));
  });

  it("answers as answers come, and pauses reading while too many wait", async () => {
    const waiting: (() => void)[] = [];
    let arrived = () => {};
    let released = false;
    const full = new Promise<void>((done) => {
      arrived = done;
    });
    await using setup = await setUp({
      resolve: () => {
        if (released) return found;
        if (waiting.length === MAX_DNS_PIPELINED - 1) arrived();
        return new Promise((done) => waiting.push(() => done(found)));
      },
    });
    const total = MAX_DNS_PIPELINED + 20;
    const socket = await connectTo(setup.port);
    socket.end(Buffer.concat(Array.from({ length: total }, (_, id) => framed(query(id)))));
    await full;
    const answers = answersOf(socket, total);
    // A question over UDP is answered behind all that the connection may have read.
    released = true;
    await overUdp(setup.port, [query()]);
    expect(waiting).toHaveLength(MAX_DNS_PIPELINED);
    for (const settle of waiting.toReversed()) settle();
    const ids = (await answers).map(({ header }) => header.id);
    expect(ids[0]).toBe(MAX_DNS_PIPELINED - 1);
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, id) => id));
  });

  it.each([
    ["sends nothing", Buffer.alloc(0)],
    ["never ends a query", framed(query()).subarray(0, 20)],
  ])("closes a connection that %s", async (_, start) => {
    await using setup = await setUp({ idleMs: 40 });
    const socket = await connectTo(setup.port);
    socket.write(start);
    // Octet by octet does not keep it alive.
    const trickle = setInterval(() => start.length > 0 && socket.write(Buffer.from([1])), 10);
    socket.resume();
    await closing(socket);
    clearInterval(trickle);
    expect(setup.events).toEqual([]);
  });

  it.each([
    ["announces a query beyond the limit", Buffer.from([(MAX_DNS_TCP_QUERY_OCTETS + 1) >>> 8, 0xff])],
    ["sends a response", framed(query().with(2, 0x80))],
    ["announces an empty message", Buffer.from([0, 0])],
  ])("closes a connection that %s", async (_, octets) => {
    await using setup = await setUp();
    const socket = await connectTo(setup.port);
    socket.write(octets);
    expect(await answersOf(socket).catch(() => [])).toEqual([]);
  });

  it("takes no more connections than its limits, and takes new ones when old ones go", async () => {
    await using setup = await setUp({ maxConnectionsPerPeer: 2 });
    const first = await connectTo(setup.port);
    const second = await connectTo(setup.port);
    const third = await connectTo(setup.port);
    third.resume();
    await closing(third);
    expect(setup.lines).toMatchObject([{ reason: "too-many-connections", peer: "127.0.0.1" }]);
    const gone = closing(first);
    first.write(framed(query()));
    expect(await answersOf(first, 1)).toHaveLength(1);
    await gone;
    for (;;) {
      const next = await connectTo(setup.port);
      next.write(framed(query()));
      const answers = await answersOf(next, 1).catch(() => []);
      if (answers.length === 1) break;
    }
    second.destroy();
    // With all of them gone the whole limit is free again.
    for (;;) {
      const pair = await Promise.all([connectTo(setup.port), connectTo(setup.port)]);
      for (const socket of pair) socket.write(framed(query()));
      const answers = await Promise.all(pair.map((socket) => answersOf(socket, 1)));
      if (answers.flat().length === 2) break;
    }
  });

  it("stops reading from a peer that takes no answers", async () => {
    await using setup = await setUp({ idleMs: 300 });
    const socket = await connectTo(setup.port);
    socket.pause();
    const burst = Buffer.concat(Array.from({ length: 1000 }, () => framed(query())));
    const closed = closing(socket);
    let asked = 0;
    while (!socket.destroyed && asked < 400_000) {
      asked += 1000;
      if (!socket.write(burst)) await writable(socket);
    }
    await closed;
    expect(setup.events.length).toBeGreaterThan(0);
    // Answers of 195 octets: what the kernel holds for both sides and MAX_DNS_UNSENT_OCTETS, not all of them.
    expect(setup.events.length).toBeLessThan(120_000);
  });
});

describe("EnumFace", () => {
  it("says which address it cannot take", async () => {
    await using setup = await setUp();
    const second = new EnumFace(
      { port: setup.port, sipDomain: () => undefined, routingNumber: () => undefined },
      { resolver: { resolve: () => found }, freshness, log: silentLog, clock },
    );
    await expect(second.listen()).rejects.toSatisfy((error) => faceErrors.is(error, "FACE_ADDRESS_UNAVAILABLE"));
  });

  it.each([{ suffix: "." }, { ttlSeconds: -1 }, { ttlSeconds: 0.5 }, { negativeTtlSeconds: Number.NaN }])(
    "refuses the options %j",
    async (options) => {
      await expect(setUp(options)).rejects.toSatisfy((error) => faceErrors.is(error, "FACE_OPTION_INVALID"));
    },
  );

  it("closes both listeners and open connections", async () => {
    const setup = await setUp();
    const socket = await connectTo(setup.port);
    socket.resume();
    await setup.face[Symbol.asyncDispose]();
    socket.end();
    await closing(socket);
    await expect(connectTo(setup.port)).rejects.toThrow("ECONNREFUSED");
  });
});
