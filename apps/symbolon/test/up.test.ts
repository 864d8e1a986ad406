import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import type { DevnetDocument } from "../src/devnet/devnet-document.ts";
import type { StoryChapter } from "../src/story/story-step.ts";
import { facePort } from "../src/devnet/ports.ts";
import { freePortBase } from "./free-ports.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { runSymbolon } from "./run-symbolon.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

/** A stop is a matter of moments; the rest is allowance for a busy machine. */
const STOPPED_WITHIN_MS = 10_000;

interface UpAnswer {
  readonly devnet: DevnetDocument;
  readonly story: readonly StoryChapter[];
}

const hostPort = expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string;
const http = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;
const https = expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/) as string;
const everywhere = { bchf: http, enum: hostPort, mslookup: hostPort, api: https, metrics: http };

function operator(id: string) {
  return {
    id,
    name: expect.any(String) as string,
    roles: ["operator"],
    plmns: ["315010"],
    endpoints: { ...everywhere, sbi: http, sbiTls: https },
    credentials: { ca: `${id}/tls/ca.pem`, certificate: `${id}/tls/node.pem`, key: `${id}/tls/node.key` },
  };
}

describe("symbolon up", () => {
  it("tells its story and ends, goes on from its state, and starts anew with --reset", async () => {
    using temporary = new TemporaryDirectory();
    const base = String(await freePortBase());
    const up = ["up", "--once", "--dir", temporary.at("net"), "--port-base", base];

    const first = await runSymbolon(up);
    expect(first).toMatchObject({ status: 0, stderr: expect.not.stringContaining("UNEXPECTED") as string });
    const lines = first.stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^symbolon: ready \(\d+\.\d s\)$/);
    for (const word of ["curl", "dig", "resolve"]) expect(first.stdout).toContain(word);
    const read = () => JSON.parse(readFileSync(temporary.at("net", "devnet.json"), "utf8")) as DevnetDocument;
    const document = read();
    expect(document).toEqual({
      format: 1,
      ledger: expect.stringMatching(/^devnet-[0-9a-f]{16}$/) as string,
      engine: "embedded",
      height: expect.any(Number) as number,
      trust: "trust.json",
      members: [
        {
          ...operator("alliance"),
          roles: ["number-buyer", "registry"],
          plmns: [],
          endpoints: everywhere,
        },
        ...["foundry", "harbour", "campus"].map(operator),
      ],
      samples: {
        imsi: { identifier: "imsi-315010000100000", holder: "foundry" },
        msisdn: { identifier: "msisdn-447700900000", holder: "foundry" },
        unassigned: { identifier: expect.stringMatching(/^imsi-315010\d{9}$/) as string },
        subscriber: {
          imsi: "315010000100000",
          k: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          opc: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          amf: "8000",
        },
      },
    });
    for (const [index, { endpoints }] of document.members.entries()) {
      expect(endpoints.bchf).toBe(`http://127.0.0.1:${facePort(Number(base), index, "bchf")}`);
      expect(endpoints.api).toBe(`https://127.0.0.1:${facePort(Number(base), index, "api")}`);
    }

    const elsewhere = await runSymbolon([...up.slice(0, -1), String(Number(base) + 1)]);
    expect(elsewhere).toMatchObject({ status: 2, stderr: expect.stringContaining(`from port ${base} on`) as string });
    const second = await runSymbolon([...up.slice(0, -2), "--json"]);
    expect(second.status).toBe(0);
    const again = JSON.parse(second.stdout) as UpAnswer;
    expect(again.devnet.ledger).toBe(document.ledger);
    expect(again.devnet.height).toBeGreaterThanOrEqual(document.height);
    const steps = again.story.flatMap((chapter) => chapter.steps);
    expect(steps.filter(({ expected }) => !expected)).toEqual([]);
    expect(steps.some(({ operation }) => operation === "S1002 apply")).toBe(false);
    expect(steps.some(({ operation }) => operation === "Registration Accept")).toBe(true);

    const fresh = await runSymbolon([...up, "--reset"]);
    expect(fresh.status).toBe(0);
    expect(read().ledger).not.toBe(document.ledger);
  });

  it("ends within seconds when it is told to, whatever connections are open", async () => {
    await using devnet = await RunningDevnet.start();
    const answer = await fetch(`${devnet.member("campus").endpoints.bchf}/readyz`);
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    const { status, milliseconds } = await devnet.stop();
    expect(status).toBe(0);
    expect(milliseconds).toBeLessThan(STOPPED_WITHIN_MS);
  });

  it("says which address is taken, and exits with 3", async () => {
    using temporary = new TemporaryDirectory();
    const base = await freePortBase();
    const port = facePort(base, 2, "bchf");
    const taken = createServer().listen(port, "127.0.0.1");
    await once(taken, "listening");
    const words = ["up", "--once", "--dir", temporary.at("net"), "--port-base", String(base)];
    const { status, stderr } = await runSymbolon(words);
    taken.close();
    expect(status).toBe(3);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).not.toContain("at async");
  });

  it.concurrent.each([
    ["an unknown option", ["up", "--colour"]],
    ["an engine that does not exist", ["up", "--engine", "abacus"]],
    ["too few members", ["up", "--members", "3"]],
    ["too many members", ["up", "--members", "17"]],
    ["a number of members that is no number", ["up", "--members", "many"]],
    ["a port base that is no number", ["up", "--port-base", "high"]],
    ["a port base beyond the last port", ["up", "--port-base", "70000"]],
    ["an unknown command", ["upp"]],
    ["an option without its value", ["up", "--dir"]],
  ])("refuses %s with 2", async (_, words) => {
    using temporary = new TemporaryDirectory();
    const { status, stdout, stderr } = await runSymbolon(words, { cwd: temporary.path });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).not.toContain("UNEXPECTED");
  });

  it("deletes nothing that is no devnet", async () => {
    using temporary = new TemporaryDirectory();
    mkdirSync(temporary.at("home"));
    writeFileSync(temporary.at("home", "letter.txt"), "dear");
    const { status, stderr } = await runSymbolon(["up", "--once", "--reset", "--dir", temporary.at("home")]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("--reset does not delete it") as string,
    });
    expect(readFileSync(temporary.at("home", "letter.txt"), "utf8")).toBe("dear");
  });
});
