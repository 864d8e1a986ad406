import { createSocket } from "node:dgram";
import { once } from "node:events";
import { silentLog } from "@symbolon/base";
import { MSLOOKUP_GROUP, MslookupFace, type MslookupFaceOptions } from "@symbolon/faces/mslookup";
import { describe, expect, it } from "vitest";
import { requireProgram } from "./src/require-program.ts";
import { runProgram } from "./src/run-program.ts";
import { machineClock, SampleResolver } from "./src/sample-resolver.ts";

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A face on the standard group, and the client that asks it there, both on a port of their own. */
async function serve(options: Partial<MslookupFaceOptions> = {}) {
  const client = requireProgram("osmo-mslookup-client", "osmo-mslookup-utils");
  const group = await freePort();
  const face = new MslookupFace(
    {
      port: 0,
      multicast: { port: group },
      serviceAddress: (service, { holder }) => {
        if (holder !== "factory-one") return undefined;
        return service === "sip.voice"
          ? { v4: { address: "192.0.2.20", port: 5060 }, v6: { address: "2001:db8::20", port: 5061 } }
          : { v4: { address: "192.0.2.30", port: 2775 }, age: 3 };
      },
      ...options,
    },
    { resolver: new SampleResolver({ clock: machineClock }), clock: machineClock, log: silentLog },
  );
  await face.listen();
  const ask = async (query: string, ...args: string[]) => {
    const target = ["-f", "json", "-m", MSLOOKUP_GROUP, "-M", String(group), "-t", "300", "-T", "300"];
    const { stdout, stderr } = await runProgram(client, [...target, ...args, query]);
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  return { ask, [Symbol.asyncDispose]: () => face[Symbol.asyncDispose]() };
}

describe("mslookup against osmo-mslookup-client", () => {
  it("is told the home HLR of an IMSI, over IPv4 or IPv6", async () => {
    await using server = await serve();
    expect(await server.ask("gsup.hlr.315010000100001.imsi")).toMatchObject({
      result: "result",
      last: true,
      age: 0,
      v4: ["192.0.2.11", "4222"],
    });
    expect(await server.ask("gsup.hlr.315010000200001.imsi")).toMatchObject({
      result: "result",
      age: 0,
      v6: ["2001:db8::12", "4333"],
    });
  });

  it("is told where calls and messages for an MSISDN go", async () => {
    await using server = await serve();
    expect(await server.ask("sip.voice.15551000001.msisdn")).toMatchObject({
      result: "result",
      age: 0,
      v4: ["192.0.2.20", "5060"],
      v6: ["2001:db8::20", "5061"],
    });
    expect(await server.ask("smpp.sms.15551000001.msisdn")).toMatchObject({ age: 3, v4: ["192.0.2.30", "2775"] });
    expect(await server.ask("gsup.hlr.15551000001.msisdn")).toMatchObject({ age: 0, v4: ["192.0.2.11", "4222"] });
  });

  it.each([
    ["an unknown IMSI", "gsup.hlr.315010000300001.imsi"],
    ["an unknown MSISDN", "sip.voice.15559999999.msisdn"],
    ["a suspended holder", "gsup.hlr.15551000905.msisdn"],
    ["a holder without that service", "sip.voice.15551000505.msisdn"],
    ["another service", "gsup.sms.15551000001.msisdn"],
  ])("hears nothing for %s", async (_, query) => {
    await using server = await serve();
    expect(await server.ask(query)).toMatchObject({ result: "not-found", last: true });
  });

  it("is answered below the deployment's own suffix only", async () => {
    await using server = await serve({ suffix: "mdns.example.net" });
    const query = "gsup.hlr.315010000100001.imsi";
    expect(await server.ask(query, "-D", "mdns.example.net")).toMatchObject({ result: "result", age: 0 });
    expect(await server.ask(query)).toMatchObject({ result: "not-found" });
  });
});
