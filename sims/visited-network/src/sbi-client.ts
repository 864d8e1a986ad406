import { type ClientHttp2Session, type ClientHttp2Stream, type Http2Session, connect, constants } from "node:http2";
import { type JsonObject, type JsonValue, parseJson } from "@symbolon/base";

/** Octets of an answer's body that are read. */
export const MAX_ANSWER_LENGTH = 1_048_576;
/** Milliseconds without progress after which a peer counts as unreachable, unless configured otherwise. */
export const DEFAULT_ANSWER_TIMEOUT = 5_000;

/** Mutual TLS towards https addresses: PEM texts; `ca` may hold the certificates of several members. */
export interface ClientTls {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface SbiClientOptions {
  readonly tls?: ClientTls;
  readonly userAgent?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

export interface SbiRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

export interface SbiAnswer {
  readonly status: number;
  /** `Location` of a created resource. */
  readonly location?: string;
  /** The body when it is a JSON object. */
  readonly body: JsonObject;
  /** `cause` of ProblemDetails. */
  readonly cause?: string;
}

/** What a communication proxy would answer for a peer that cannot be reached, and for an answer that is no JSON (TS 29.500). */
const UNREACHABLE: SbiAnswer = { status: 504, body: {}, cause: "TARGET_NF_NOT_REACHABLE" };
const UNREADABLE: SbiAnswer = { status: 502, body: {}, cause: "SYSTEM_FAILURE" };

const EMPTY = new Uint8Array(0);

/** HTTP/2 client of service-based interfaces (TS 29.500): prior knowledge on http, TLS on https, one connection per address. */
export class SbiClient implements AsyncDisposable {
  readonly #options: SbiClientOptions;
  readonly #sessions = new Map<string, Promise<ClientHttp2Session>>();

  constructor(options: SbiClientOptions = {}) {
    this.#options = options;
  }

  /** Always answers; a peer that fails answers 504 or 502. */
  async request(request: SbiRequest): Promise<SbiAnswer> {
    let stream: ClientHttp2Stream;
    try {
      const session = await this.#session(request.url.origin);
      stream = session.request(this.#headers(request), { endStream: request.body === undefined });
    } catch {
      return UNREACHABLE;
    }
    stream.setTimeout(this.#options.timeout ?? DEFAULT_ANSWER_TIMEOUT, () => stream.close(constants.NGHTTP2_CANCEL));
    if (request.body !== undefined) stream.end(JSON.stringify(request.body));
    return readAnswer(stream);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    await Promise.all(sessions.map(async (opened) => opened.status === "fulfilled" && closeSession(opened.value)));
  }

  #headers({ method, url, headers, body }: SbiRequest) {
    return {
      ...headers,
      ":method": method,
      ":path": url.pathname + url.search,
      "user-agent": this.#options.userAgent ?? "AMF",
      accept: "application/json, application/3gppHal+json, application/problem+json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
  }

  /** The open connection, or a new one; rejects when the peer cannot be reached. */
  #session(origin: string): Promise<ClientHttp2Session> {
    const open = this.#sessions.get(origin);
    if (open !== undefined) return open;
    const { tls, timeout = DEFAULT_ANSWER_TIMEOUT } = this.#options;
    const session = connect(origin, tls === undefined ? {} : { ca: tls.ca, cert: tls.certificate, key: tls.key });
    session.setTimeout(timeout, () => session.destroy());
    const connected = new Promise<ClientHttp2Session>((resolve, fail) => {
      session.once("connect", () => {
        session.setTimeout(0);
        resolve(session);
      });
      const forget = () => {
        if (this.#sessions.get(origin) === connected) this.#sessions.delete(origin);
      };
      // A peer that goes away still answers what it has; new requests need a new connection.
      session.once("goaway", forget);
      session.once("close", () => {
        forget();
        fail(new Error(`no connection to ${origin}`));
      });
      // "close" follows and tells every stream.
      session.on("error", () => session.destroy());
    });
    this.#sessions.set(origin, connected);
    return connected;
  }
}

/** Resolves when a session and its socket are gone. */
export function closeSession(session: Http2Session): Promise<void> {
  return new Promise((resolve) => {
    if (session.closed && session.destroyed) return resolve();
    session.once("close", resolve);
    return session.destroy();
  });
}

function readAnswer(stream: ClientHttp2Stream): Promise<SbiAnswer> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let head: { readonly status: number; readonly location?: string } | undefined;
    stream.on("response", (headers) => {
      const location = headers["location"];
      head = { status: headers[":status"] ?? 0, ...(location === undefined ? {} : { location }) };
    });
    stream.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > MAX_ANSWER_LENGTH) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      else chunks.push(chunk);
    });
    stream.on("error", () => resolve(UNREACHABLE));
    stream.on("close", () => {
      const isComplete =
        head !== undefined && stream.rstCode === constants.NGHTTP2_NO_ERROR && length <= MAX_ANSWER_LENGTH;
      resolve(isComplete && head !== undefined ? answerOf(head, chunks) : UNREACHABLE);
    });
  });
}

function answerOf(
  head: { readonly status: number; readonly location?: string },
  chunks: readonly Uint8Array[],
): SbiAnswer {
  const text = Buffer.concat(chunks.length === 0 ? [EMPTY] : chunks).toString("utf8");
  let body: JsonValue;
  try {
    body = text === "" ? {} : parseJson(text);
  } catch {
    return UNREADABLE;
  }
  if (!isObject(body)) return UNREADABLE;
  const { cause } = body;
  return { ...head, body, ...(typeof cause === "string" ? { cause } : {}) };
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `404 USER_NOT_FOUND`: a status and its cause, for people. */
export function describeAnswer({ status, cause }: SbiAnswer): string {
  return cause === undefined ? String(status) : `${status} ${cause}`;
}

export function isSuccess({ status }: SbiAnswer): boolean {
  return status >= 200 && status < 300;
}
