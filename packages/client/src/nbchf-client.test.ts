import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { NbchfClient } from "./nbchf-client.ts";

const routing = {
  identifier: "imsi-315010000123456",
  holder: "harbour",
  status: "recorded",
  dataManagement: [{ type: "UDM", uri: "https://udm.harbour.example/" }],
  source: "ledger",
  height: 12,
  blockTime: 1_790_000_000_000,
};

type Answer = { readonly status?: number; readonly body: string };
const servers: Server[] = [];

/** A BCHF that answers as told and keeps what it was asked. */
async function bchf(answer: (request: IncomingMessage, body: string) => Answer | undefined) {
  const asked: { readonly url: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ url: request.url ?? "", headers: request.headers, body });
      const told = answer(request, body);
      if (told !== undefined) response.writeHead(told.status ?? 200).end(told.body);
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, baseUrl };
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

const failure = (code: string): unknown => expect.objectContaining({ code });

describe("NbchfClient", () => {
  it("asks as the service expects and gives its answer", async () => {
    const { asked, baseUrl } = await bchf(() => ({ body: JSON.stringify(routing) }));
    const client = new NbchfClient({ baseUrl });
    const query = {
      requesterNfType: "AMF",
      requesterPlmn: "315010",
      dataManagement: "UDM",
      credential: "a.b.c",
    } as const;
    expect(await client.resolve("nai-user@home.example", query)).toEqual(routing);
    expect(asked[0]?.url).toBe(
      "/nbchf/v1/routing/nai-user%40home.example?requester-nf-type=AMF&requester-plmn=315010&data-management=UDM",
    );
    expect(asked[0]?.headers["x-symbolon-credential"]).toBe("a.b.c");
  });

  it("asks for many in parts and keeps their order", async () => {
    const { asked, baseUrl } = await bchf((_, body) => {
      const { identifiers } = JSON.parse(body) as { identifiers: string[] };
      return { body: JSON.stringify({ results: identifiers.map((identifier) => ({ identifier, status: 404 })) }) };
    });
    const identifiers = Array.from({ length: 1_500 }, (_, n) => `imsi-${String(n).padStart(15, "0")}`);
    const items = await new NbchfClient({ baseUrl }).resolveMany(identifiers);
    expect(items.map(({ identifier }) => identifier)).toEqual(identifiers);
    expect(asked).toHaveLength(2);
  });

  it("gives the proof octet for octet", async () => {
    const { asked, baseUrl } = await bchf(() => ({ body: '{"format":1}' }));
    const proof = await new NbchfClient({ baseUrl: `${baseUrl}/` }).proof(routing.identifier);
    expect(new TextDecoder().decode(proof)).toBe('{"format":1}');
    expect(asked[0]?.url).toBe("/nbchf/v1/routing/imsi-315010000123456/proof");
  });

  it("gives status and cause of a refusal", async () => {
    const problem = { status: 404, cause: "USER_NOT_FOUND", detail: "nobody holds it" };
    const { baseUrl } = await bchf(() => ({ status: 404, body: JSON.stringify(problem) }));
    await expect(new NbchfClient({ baseUrl }).resolve("imsi-00101")).rejects.toMatchObject({
      code: "QUERY_REFUSED",
      message: "the BCHF answered 404: nobody holds it",
      details: { status: 404, cause: "USER_NOT_FOUND" },
    });
    const { baseUrl: plain } = await bchf(() => ({ status: 502, body: "<html>" }));
    await expect(new NbchfClient({ baseUrl: plain }).resolve("imsi-00101")).rejects.toMatchObject({
      details: { status: 502 },
    });
  });

  it.each(["", "[]", "null", "{", '{"holder":"x"}', '"text"', " ".repeat(5 << 20)])(
    "refuses an answer like %.9s",
    async (body) => {
      const { baseUrl } = await bchf(() => ({ body }));
      await expect(new NbchfClient({ baseUrl }).resolve("imsi-00101")).rejects.toEqual(failure("ANSWER_MALFORMED"));
    },
  );

  it("refuses a batch that lacks a result", async () => {
    const { baseUrl } = await bchf(() => ({ body: '{"results":[]}' }));
    await expect(new NbchfClient({ baseUrl }).resolveMany(["imsi-00101"])).rejects.toEqual(failure("ANSWER_MALFORMED"));
  });

  it("says when nobody answers, and leaves aborting to the caller's own reason", async () => {
    const { baseUrl } = await bchf(() => undefined);
    await expect(new NbchfClient({ baseUrl, timeoutMs: 50 }).resolve("imsi-00101")).rejects.toEqual(
      failure("QUERY_UNREACHABLE"),
    );
    const refusing = new NbchfClient({ baseUrl: "http://127.0.0.1:1" });
    await expect(refusing.resolve("imsi-00101")).rejects.toEqual(failure("QUERY_UNREACHABLE"));
    const signal = AbortSignal.abort(new Error("no longer wanted"));
    await expect(new NbchfClient({ baseUrl }).resolve("imsi-00101", { signal })).rejects.toThrow("no longer wanted");
  });
});
