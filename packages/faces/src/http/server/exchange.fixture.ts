import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";

export interface ExchangeRequest {
  readonly method?: string;
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const DEADLINE = 5_000;

function headersOf({ body, type, headers }: ExchangeRequest): Record<string, string> {
  return { ...(body === undefined ? {} : { "content-type": type ?? "application/json" }), ...headers };
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** One request over a new HTTP/1.1 connection. */
export async function exchange1(url: string, request: ExchangeRequest): Promise<ExchangeAnswer> {
  const sent = http.request(url + request.path, {
    method: request.method ?? "GET",
    headers: headersOf(request),
    agent: false,
    signal: AbortSignal.timeout(DEADLINE),
  });
  sent.end(request.body);
  const [response] = (await once(sent, "response")) as [http.IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await readText(response) };
}

/** One request over a new HTTP/2 connection in clear. */
export async function exchange2(url: string, request: ExchangeRequest): Promise<ExchangeAnswer> {
  const session = http2.connect(url);
  try {
    const failed = once(session, "close").then(() => {
      throw new Error("the session closed");
    });
    failed.catch(() => {});
    session.on("error", () => {});
    // The server's limits hold from its SETTINGS on.
    await Promise.race([once(session, "remoteSettings"), failed]);
    const stream = session.request(
      { ":method": request.method ?? "GET", ":path": request.path, ...headersOf(request) },
      { endStream: request.body === undefined, signal: AbortSignal.timeout(DEADLINE) },
    );
    if (request.body !== undefined) stream.end(request.body);
    const [headers] = (await Promise.race([once(stream, "response"), failed])) as [http2.IncomingHttpHeaders];
    return { status: Number(headers[":status"]), headers, body: await readText(stream) };
  } finally {
    session.close();
  }
}

/** Writes octets to a new connection and reads until the other side closes it. */
export async function exchangeRaw(port: number, octets: string, endHalf = false): Promise<string> {
  const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.on("end", () => socket.end());
  socket.setTimeout(DEADLINE, () => socket.destroy(new Error("no answer in time")));
  socket.write(Buffer.from(octets, "latin1"));
  if (endHalf) socket.end();
  await once(socket, "close").catch(() => {});
  return Buffer.concat(chunks).toString("latin1");
}
