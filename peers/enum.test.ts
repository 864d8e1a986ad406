import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@symbolon/base";
import { EnumFace } from "@symbolon/faces/dns";
import { describe, expect, it } from "vitest";
import { requireProgram } from "./src/require-program.ts";
import { runProgram } from "./src/run-program.ts";
import { machineClock, SampleResolver } from "./src/sample-resolver.ts";

const SUFFIX = "e164.arpa";

const freshness = { secondsLeft: () => 30 };

async function serve() {
  const face = new EnumFace(
    {
      port: 0,
      suffix: SUFFIX,
      nameServer: "ns.example.net",
      sipDomain: (holder) => `ims.${holder}.example.net`,
      routingNumber: (holder) => (holder === "factory-two" ? "+15550002222" : undefined),
    },
    { resolver: new SampleResolver({ clock: machineClock }), freshness, clock: machineClock, log: silentLog },
  );
  const { host, port } = await face.listen();
  return { host, port, [Symbol.asyncDispose]: () => face[Symbol.asyncDispose]() };
}

function nameOf(number: string): string {
  return `${number.split("").toReversed().join(".")}.${SUFFIX}`;
}

const sip = (number: string, holder: string) =>
  `10 10 "u" "E2U+sip" "!^.*$!sip:+${number}@ims.${holder}.example.net;user=phone!" .`;

describe("ENUM against dig", () => {
  async function dig(...args: string[]) {
    const path = requireProgram("dig", "bind9-dnsutils");
    await using server = await serve();
    const common = [`@${server.host}`, "-p", String(server.port), "+tries=1", "+time=5", "+norecurse"];
    const { status, stdout } = await runProgram(path, [...common, ...args]);
    expect(status).toBe(0);
    return {
      stdout,
      rcode: /status: (\w+)/.exec(stdout)?.[1],
      flags: /flags: ([\w ]*);/.exec(stdout)?.[1],
    };
  }

  it.each([
    ["UDP", []],
    ["UDP without EDNS", ["+noedns"]],
    ["UDP with a cookie and DNSSEC OK", ["+cookie", "+dnssec"]],
    ["TCP", ["+tcp"]],
    ["TCP, the connection kept", ["+tcp", "+keepopen"]],
    ["names in mixed case", ["+subnet=192.0.2.0/24"]],
  ])("finds a number over %s", async (_, options) => {
    const { stdout } = await dig(...options, "+short", "NAPTR", nameOf("15551000001").replace("arpa", "ArPa"));
    expect(stdout.trim()).toBe(sip("15551000001", "factory-one"));
  });

  it("finds the routing number of a ported number", async () => {
    const { stdout, rcode, flags } = await dig("+noall", "+answer", "+comments", "NAPTR", nameOf("15551000505"));
    expect({ rcode, flags }).toEqual({ rcode: "NOERROR", flags: "qr aa" });
    expect(stdout).toContain(sip("15551000505", "factory-two"));
    expect(stdout).toContain('10 20 "u" "E2U+pstn:tel" "!^.*$!tel:+15551000505;npdi;rn=+15550002222!" .');
  });

  it("is told that a number does not exist, and for how long", async () => {
    const { stdout, rcode, flags } = await dig("NAPTR", nameOf("15559999999"));
    expect({ rcode, flags }).toEqual({ rcode: "NXDOMAIN", flags: "qr aa" });
    expect(stdout).toMatch(/e164\.arpa\.\s+10\s+IN\s+SOA\s+ns\.example\.net\. hostmaster\.invalid\. 7 /);
  });

  it.each([
    ["a suspended holder's number", ["NAPTR", nameOf("15551000905")], "Prohibited"],
    ["a name outside the suffix", ["NAPTR", "www.example.net"], "Not Authoritative"],
  ])("is refused %s, and told why", async (_, question, reason) => {
    const { stdout, rcode } = await dig(...question);
    expect(rcode).toBe("REFUSED");
    expect(stdout).toContain(reason);
  });

  it.each([["AXFR"], ["IXFR=1"]])("gets no copy of the zone with %s", async (transfer) => {
    expect((await dig(SUFFIX, transfer)).stdout).toContain("Transfer failed.");
  });

  it("reads the zone's own records", async () => {
    expect((await dig("+short", "NS", SUFFIX)).stdout.trim()).toBe("ns.example.net.");
    expect((await dig("+short", "SOA", SUFFIX)).stdout).toMatch(/^ns\.example\.net\. hostmaster\.invalid\. \d+ /);
    expect((await dig("A", nameOf("15551000001"))).rcode).toBe("NOERROR");
  });

  it("is answered for other opcodes and EDNS versions", async () => {
    expect((await dig("+opcode=status", "+noedns", "NAPTR", SUFFIX)).rcode).toBe("NOTIMP");
    expect((await dig("+edns=1", "+noednsnegotiation", "NAPTR", SUFFIX)).rcode).toBe("BADVERS");
    // dig steps down to version 0 by itself.
    expect((await dig("+edns=1", "NAPTR", nameOf("15551000001"))).rcode).toBe("NOERROR");
  });
});

describe("ENUM against dnsperf", () => {
  const known = Array.from({ length: 900 }, (_, i) => nameOf(String(15_551_000_000 + i)));
  const unknown = Array.from({ length: 300 }, (_, i) => nameOf(String(15_559_000_000 + i)));
  const questions = [...known, ...unknown].map((name) => `${name} NAPTR`).join("\n");
  const ROUNDS = 5;

  it.each(["udp", "tcp"])("answers every question over %s", async (mode) => {
    const path = requireProgram("dnsperf", "dnsperf");
    await using server = await serve();
    const folder = await mkdtemp(join(tmpdir(), "symbolon-"));
    const file = join(folder, "questions");
    await writeFile(file, `${questions}\n`);
    const target = ["-s", server.host, "-p", String(server.port), "-m", mode, "-e"];
    const load = ["-d", file, "-n", String(ROUNDS), "-l", "20", "-q", "50", "-c", "4"];
    const { status, stdout } = await runProgram(path, [...target, ...load], { deadlineMs: 40_000 });
    await rm(folder, { recursive: true });
    expect(status).toBe(0);
    expect(stdout).toMatch(/Queries lost:\s+0 /);
    expect(stdout).toContain(`NOERROR ${known.length * ROUNDS} (`);
    expect(stdout).toContain(`NXDOMAIN ${unknown.length * ROUNDS} (`);
    expect(stdout).toMatch(new RegExp(`Queries completed:\\s+${(known.length + unknown.length) * ROUNDS} `));
  });
});
