import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "@symbolon/base";
import { checkAutn, deriveKausf, deriveResStar, Milenage, sqnFromOctets, sqnXorAkOf } from "@symbolon/crypto";
import { MSLOOKUP_GROUP } from "@symbolon/faces/mslookup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../apps/symbolon/test/free-ports.ts";
import { RunningDevnet } from "../apps/symbolon/test/running-devnet.ts";
import { curl } from "./src/curl.ts";
import { requireProgram } from "./src/require-program.ts";
import { runProgram } from "./src/run-program.ts";

const DEADLINE = { deadlineMs: 60_000 };
const SERVING_NETWORK = "5G:mnc010.mcc315.3gppnetwork.org";
const json = (body: object) => ["--header", "Content-Type: application/json", "--data", JSON.stringify(body)];

let devnet: RunningDevnet;
let group: number;

beforeAll(async () => {
  group = await freePort();
  devnet = await RunningDevnet.start({
    prepare: (files) => {
      for (const file of files.filter((name) => name.includes("harbour")))
        appendFileSync(file, `mslookup:\n  multicast: ${MSLOOKUP_GROUP}:${group}\n`);
    },
  });
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

function nameOf(number: string): string {
  return `${number.split("").toReversed().join(".")}.e164.arpa`;
}

/** Host and port of harbour's ENUM face. */
function enumAddress(): readonly [string, string] {
  const [host = "", port = ""] = (devnet.member("harbour").endpoints.enum ?? "").split(":");
  return [host, port];
}

describe("ENUM of a running devnet", () => {
  it.each([
    ["UDP", "+notcp"],
    ["TCP", "+tcp"],
  ])("tells dig over %s who holds a number, and that nobody holds another", async (_, transport) => {
    const path = requireProgram("dig", "bind9-dnsutils");
    const [host, port] = enumAddress();
    const dig = async (name: string) => {
      const words = [`@${host}`, "-p", port, transport, "+tries=1", "+time=10", "+norecurse", "NAPTR", name];
      return (await runProgram(path, words, DEADLINE)).stdout;
    };
    const digits = devnet.document.samples.msisdn.identifier.replace("msisdn-", "");
    const known = await dig(nameOf(digits));
    expect(known).toContain("status: NOERROR");
    expect(known).toContain(`!sip:+${digits}@foundry.ims.mnc010.mcc315.3gppnetwork.org;user=phone!`);
    expect(await dig(nameOf("447700999999"))).toContain("status: NXDOMAIN");
  });

  it("answers every question of dnsperf", async () => {
    const path = requireProgram("dnsperf", "dnsperf");
    const [host, port] = enumAddress();
    const known = Array.from({ length: 900 }, (_, i) => nameOf(String(447_700_900_000 + i)));
    const unknown = Array.from({ length: 100 }, (_, i) => nameOf(String(447_700_900_900 + i)));
    const file = join(devnet.home, "questions");
    writeFileSync(file, `${[...known, ...unknown].map((name) => `${name} NAPTR`).join("\n")}\n`);
    const load = ["-d", file, "-n", "3", "-l", "30", "-q", "50", "-c", "4", "-t", "10"];
    const { status, stdout } = await runProgram(path, ["-s", host, "-p", port, "-m", "udp", ...load], DEADLINE);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Queries lost:\s+0 /);
    expect(stdout).toContain("NOERROR 2700 (");
    expect(stdout).toContain("NXDOMAIN 300 (");
  });
});

describe("mslookup of a running devnet", () => {
  it("tells osmo-mslookup-client on the group where the HLR of a number is", async () => {
    const path = requireProgram("osmo-mslookup-client", "osmo-mslookup-utils");
    const ask = async (query: string) => {
      const words = ["-f", "json", "-m", MSLOOKUP_GROUP, "-M", String(group), "-t", "1000", "-T", "1000", query];
      return JSON.parse((await runProgram(path, words, DEADLINE)).stdout) as unknown;
    };
    const { imsi } = devnet.document.samples.subscriber;
    const hlr = String(devnet.portBase + 114);
    expect(await ask(`gsup.hlr.${imsi}.imsi`)).toMatchObject({ result: "result", v4: ["127.0.0.1", hlr] });
    expect(await ask("gsup.hlr.315010999999999.imsi")).toMatchObject({ result: "not-found" });
  });
});

describe.each([
  ["HTTP/1.1", "1.1", []],
  ["HTTP/2 with prior knowledge", "2", ["--http2-prior-knowledge"]],
] as const)("a running devnet, asked by curl over %s", (_name, version, protocol) => {
  it("answers where the data of a number lives, and that nobody holds another", async () => {
    const { imsi, unassigned } = devnet.document.samples;
    const routing = `${devnet.member("harbour").endpoints.bchf}/nbchf/v1/routing`;
    const known = await curl(`${routing}/${imsi.identifier}`, ...protocol);
    expect(known).toMatchObject({ status: 200, version });
    expect(JSON.parse(known.body)).toMatchObject({ ...imsi, source: "ledger" });
    const unknown = await curl(`${routing}/${unassigned.identifier}`, ...protocol);
    expect({ status: unknown.status, problem: JSON.parse(unknown.body) as unknown }).toMatchObject({
      status: 404,
      problem: { cause: "USER_NOT_FOUND" },
    });
  });

  it("makes the vector that osmo-auc-gen makes of the same K, OPc, RAND and SQN", async () => {
    const path = requireProgram("osmo-auc-gen", "libosmocore-utils");
    const { imsi, k, opc, amf } = devnet.document.samples.subscriber;
    const { sbi } = devnet.member("foundry").endpoints;
    const answer = await curl(
      `${sbi}/nudm-ueau/v1/imsi-${imsi}/security-information/generate-auth-data`,
      ...protocol,
      ...json({ servingNetworkName: SERVING_NETWORK, ausfInstanceId: "8f14e45f-ceea-467f-a8f1-6d2c0e9a3b41" }),
    );
    expect(answer.status).toBe(200);
    const { authenticationVector } = JSON.parse(answer.body) as {
      readonly authenticationVector: Readonly<Record<"rand" | "autn" | "xresStar" | "kausf", string>>;
    };
    const [rand, autn] = [fromHex(authenticationVector.rand), fromHex(authenticationVector.autn)];
    const sqn = checkAutn(new Milenage({ k: fromHex(k), opc: fromHex(opc) }), rand, autn)?.sqn;
    if (sqn === undefined) throw new Error("AUTN is not of this K");
    const card = ["-k", k, "-o", opc, "-f", amf, "-r", toHex(rand), "-s", String(sqnFromOctets(sqn))];
    const { stdout } = await runProgram(path, ["-3", "-a", "milenage", ...card], DEADLINE);
    const value = (name: string) => fromHex(new RegExp(`^${name}:\t(\\S+)$`, "m").exec(stdout)?.[1] ?? "");
    const keys = { ck: value("CK"), ik: value("IK"), res: value("RES") };
    expect(authenticationVector.autn).toBe(toHex(value("AUTN")));
    expect(authenticationVector.xresStar).toBe(
      toHex(deriveResStar({ ...keys, servingNetworkName: SERVING_NETWORK, rand })),
    );
    expect(authenticationVector.kausf).toBe(
      toHex(deriveKausf(keys.ck, keys.ik, SERVING_NETWORK, sqnXorAkOf(value("AUTN")))),
    );
  });
});

describe("the api face of a running devnet, asked by curl", () => {
  const pem = (member: string, name: string) => join(devnet.directory, member, "tls", name);
  const as = (member: string) => ["--cert", pem(member, "node.pem"), "--key", pem(member, "node.key")];
  const at = (path: string) => `${devnet.member("foundry").endpoints.api}${path}`;
  const foundryCa = () => ["--cacert", pem("foundry", "ca.pem")];
  const STATUS = "/symbolon-ledger/v1/status";

  it("answers members with their certificates", async () => {
    for (const member of ["foundry", "harbour"]) {
      const { status, body } = await curl(at(STATUS), ...foundryCa(), ...as(member));
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ ledger: devnet.document.ledger });
    }
  });

  it("lets a member be managed by itself alone", async () => {
    const apply = json({ contract: "numbers", method: "apply", args: { kind: "imsi", length: 15, count: 1 } });
    const words = [...foundryCa(), ...apply, "--header", "Idempotency-Key: by-curl"];
    const path = "/nbchf-management/v1/transactions";
    expect((await curl(at(path), ...words, ...as("harbour"))).status).toBe(403);
    const own = await curl(at(path), ...words, ...as("foundry"));
    expect(JSON.parse(own.body)).toMatchObject({ status: "done", result: { granted: 1 } });
  });

  it("has nothing to say without a certificate, and is believed by its own CA alone", async () => {
    await expect(curl(at(STATUS), ...foundryCa())).rejects.toThrow(/curl ended with (35|55|56)/);
    const otherCa = ["--cacert", pem("harbour", "ca.pem")];
    await expect(curl(at(STATUS), ...otherCa, ...as("harbour"))).rejects.toThrow("curl ended with 60");
  });
});

describe("a running devnet under load", () => {
  it.each([
    ["HTTP/1.1", ["--h1", "-c", "8"]],
    ["HTTP/2", ["-c", "4", "-m", "16"]],
  ])("answers all of h2load's requests over %s", async (_name, options) => {
    const path = requireProgram("h2load", "nghttp2-client");
    const url = `${devnet.member("harbour").endpoints.bchf}/nbchf/v1/routing/${devnet.document.samples.imsi.identifier}`;
    const { stdout } = await runProgram(path, ["-n", "4000", ...options, url], DEADLINE);
    expect(stdout).toContain("4000 succeeded, 0 failed, 0 errored, 0 timeout");
    expect(stdout).toContain("status codes: 4000 2xx, 0 3xx, 0 4xx, 0 5xx");
  });
});
