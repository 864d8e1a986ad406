import http2 from "node:http2";
import { fromUtf8, type JsonValue, parseJson } from "@symbolon/base";
import { faceErrors } from "../../errors.ts";

/** Milliseconds that another network function has for a whole exchange, connecting included. */
export const SBI_REQUEST_TIMEOUT = 5_000;
/** Octets of one answer of another network function. */
export const MAX_SBI_ANSWER_OCTETS = 262_144;
/** Network functions that connections are kept to; the one that was not asked for longest goes first. */
export const MAX_SBI_CONNECTIONS = 64;

export interface SbiClientOptions {
  readonly timeout?: number;
  /** Own certificate, trusted authorities and the like, for `https:`; of each host where they differ. Without it such addresses use the system's trust. */
  readonly tls?: http2.SecureClientSessionOptions | ((host: string) => http2.SecureClientSessionOptions);
}

export interface SbiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute: `http:` is HTTP/2 in clear with prior knowledge, `https:` HTTP/2 over TLS. */
  readonly uri: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SbiAnswer {
  readonly status: number;
  readonly headers: http2.IncomingHttpHeaders;
  /** Undefined when there is none. */
  readonly body: JsonValue | undefined;
}

/** A consumer of services of the 5G core: JSON over HTTP/2 (TS 29.500), one connection per server. */
export class SbiClient implements AsyncDisposable {
  readonly #timeout: number;
  readonly #tls: (host: string) => http2.SecureClientSessionOptions;
  readonly #sessions = new Map<string, http2.ClientHttp2Session>();

  constructor(options: SbiClientOptions = {}) {
    this.#timeout = options.timeout ?? SBI_REQUEST_TIMEOUT;
    const { tls = {} } = options;
    this.#tls = typeof tls === "function" ? tls : () => tls;
  }

  /** Refusals are answers too. @throws PEER_UNREACHABLE, PEER_ANSWER_INVALID */
  async exchange(request: SbiRequest): Promise<SbiAnswer> {
    const url = parseUri(request.uri);
    const signal = AbortSignal.timeout(this.#timeout);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    try {
      const stream = this.#session(url.origin).request(
        {
          ":method": request.method,
          ":path": url.pathname + url.search,
          accept: "application/json, application/problem+json, application/3gppHal+json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...request.headers,
        },
        { endStream: body === undefined, signal },
      );
      if (body !== undefined) stream.end(body);
      return await readAnswer(stream);
    } catch (cause) {
      if (faceErrors.is(cause)) throw cause;
      const reason = signal.aborted ? `no answer within ${this.#timeout} ms` : messageOf(cause);
      throw faceErrors.error("PEER_UNREACHABLE", `${url.origin} cannot be asked: ${reason}`, { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = [...this.#sessions.values()].map(
      (session) =>
        new Promise<void>((resolve) => {
          session.once("close", resolve);
          session.destroy();
        }),
    );
    this.#sessions.clear();
    await Promise.all(closed);
  }

  #session(origin: string): http2.ClientHttp2Session {
    const known = this.#sessions.get(origin);
    this.#sessions.delete(origin);
    const session = known ?? this.#connect(origin);
    this.#sessions.set(origin, session);
    return session;
  }

  #connect(origin: string): http2.ClientHttp2Session {
    const [oldest] = this.#sessions;
    if (oldest !== undefined && this.#sessions.size >= MAX_SBI_CONNECTIONS) {
      this.#sessions.delete(oldest[0]);
      // Lets requests under way end.
      oldest[1].close();
    }
    const session = http2.connect(origin, this.#tls(hostOf(new URL(origin))));
    const forget = () => {
      if (this.#sessions.get(origin) === session) this.#sessions.delete(origin);
    };
    session.once("close", forget);
    session.once("goaway", forget);
    // Streams report their own failures.
    session.on("error", forget);
    session.unref();
    return session;
  }
}

/** Host of a URL; IPv6 addresses without their brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/[[\]]/g, "");
}

function parseUri(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw faceErrors.error("PEER_UNREACHABLE", "the address is not an http or https URI", { details: { uri } });
}

async function readAnswer(stream: http2.ClientHttp2Stream): Promise<SbiAnswer> {
  const head = new Promise<http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader>((resolve, reject) => {
    stream.once("response", resolve);
    stream.once("error", reject);
    stream.once("close", () => reject(new Error("the connection closed before an answer")));
  });
  const headers = await head;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_SBI_ANSWER_OCTETS) {
      stream.close(http2.constants.NGHTTP2_CANCEL);
      throw faceErrors.error("PEER_ANSWER_INVALID", `the answer has more than ${MAX_SBI_ANSWER_OCTETS} octets`);
    }
    chunks.push(chunk);
  }
  return { status: Number(headers[":status"]), headers, body: bodyOf(Buffer.concat(chunks, length)) };
}

function bodyOf(octets: Buffer): JsonValue | undefined {
  if (octets.length === 0) return undefined;
  try {
    return parseJson(fromUtf8(octets));
  } catch (cause) {
    throw faceErrors.error("PEER_ANSWER_INVALID", "the answer is not JSON", { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
