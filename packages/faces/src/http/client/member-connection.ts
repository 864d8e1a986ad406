import http2 from "node:http2";
import type { Clock } from "@symbolon/base";
import { clientTlsOptions, type TlsIdentity, type TrustSource } from "@symbolon/crypto";
import { faceErrors } from "../../errors.ts";

/** Which endpoint of which member. */
export interface MemberEndpoint {
  readonly memberId: string;
  readonly host: string;
  readonly port: number;
}

export interface MemberConnectionOptions {
  readonly endpoint: MemberEndpoint;
  /** Milliseconds for a whole exchange, connecting included; streams only for their first octet. */
  readonly timeout?: number;
}

export interface MemberConnectionModules {
  readonly identity: TlsIdentity;
  readonly trust: TrustSource;
  readonly clock: Clock;
}

export interface MemberRequest {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface MemberAnswer {
  readonly status: number;
  readonly headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader;
  readonly body: Buffer;
}

/** Milliseconds that another member's node has for an answer. */
export const MEMBER_REQUEST_TIMEOUT = 10_000;
/** Octets of one answer of another member's node. */
export const MAX_MEMBER_ANSWER_OCTETS = 4_194_304;

/**
 * HTTP/2 over mutual TLS to one endpoint of one member. That member's own CA decides: a certificate of another member, even
 * one of this alliance, is refused. Connects when asked something, and again after a break; it never retries by itself.
 */
export class MemberConnection implements AsyncDisposable {
  readonly #endpoint: MemberEndpoint;
  readonly #timeout: number;
  readonly #modules: MemberConnectionModules;
  #session: http2.ClientHttp2Session | undefined;

  constructor(
    { endpoint, timeout = MEMBER_REQUEST_TIMEOUT }: MemberConnectionOptions,
    modules: MemberConnectionModules,
  ) {
    this.#endpoint = endpoint;
    this.#timeout = timeout;
    this.#modules = modules;
  }

  get memberId(): string {
    return this.#endpoint.memberId;
  }

  /** One exchange. Refusals are answers too; see {@link expectOk}. @throws PEER_UNREACHABLE, PEER_ANSWER_INVALID, PEER_UNKNOWN */
  async exchange(request: MemberRequest): Promise<MemberAnswer> {
    const deadline = AbortSignal.timeout(this.#timeout);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
    const { stream, headers } = await this.#open(request, signal);
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > MAX_MEMBER_ANSWER_OCTETS) break;
        chunks.push(chunk);
      }
    } catch (cause) {
      throw this.#unreachable(cause);
    }
    if (length > MAX_MEMBER_ANSWER_OCTETS) {
      throw this.#invalid(`it has more than ${MAX_MEMBER_ANSWER_OCTETS} octets`);
    }
    return { status: Number(headers[":status"]), headers, body: Buffer.concat(chunks, length) };
  }

  /** The octets of an endless answer as they come; ends when `signal` aborts. @throws PEER_UNREACHABLE, PEER_REFUSED, PEER_UNKNOWN */
  async *stream(request: MemberRequest & { readonly signal: AbortSignal }): AsyncGenerator<Buffer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#timeout);
    const opened = this.#open(request, AbortSignal.any([request.signal, deadline.signal]));
    const { stream, headers } = await opened.finally(() => clearTimeout(timer));
    try {
      if (headers[":status"] !== 200) throw this.#refused(Number(headers[":status"]));
      yield* stream as AsyncIterable<Buffer>;
    } catch (cause) {
      if (request.signal.aborted) return;
      throw faceErrors.is(cause) ? cause : this.#unreachable(cause);
    } finally {
      stream.close(http2.constants.NGHTTP2_CANCEL);
    }
  }

  /** The body of an answer of status 200. @throws PEER_REFUSED */
  expectOk(answer: MemberAnswer): Buffer {
    if (answer.status === 200) return answer.body;
    throw this.#refused(answer.status, answer.body);
  }

  /** Ends the connection; exchanges in progress fail. */
  async close(): Promise<void> {
    this.#session?.destroy();
    this.#session = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open({ method = "GET", path, headers, body }: MemberRequest, signal: AbortSignal) {
    const session = this.#connect();
    const broken = Promise.withResolvers<never>();
    const onBroken = (cause?: unknown) => broken.reject(cause ?? new Error("the connection closed"));
    session.once("error", onBroken).once("close", onBroken);
    const onAbort = () => broken.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      if (signal.aborted) throw signal.reason;
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const stream = session.request(
        { ":method": method, ":path": path, ...type, ...headers },
        { endStream: body === undefined, signal },
      );
      const answered = Promise.withResolvers<http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader>();
      stream.once("response", answered.resolve).on("error", answered.reject);
      if (body !== undefined) stream.end(body);
      return { stream, headers: await Promise.race([answered.promise, broken.promise]) };
    } catch (cause) {
      throw this.#unreachable(cause);
    } finally {
      session.off("error", onBroken).off("close", onBroken);
      signal.removeEventListener("abort", onAbort);
    }
  }

  #connect(): http2.ClientHttp2Session {
    const { host, port, memberId } = this.#endpoint;
    const existing = this.#session;
    if (existing !== undefined && !existing.closed && !existing.destroyed) return existing;
    const { identity, trust, clock } = this.#modules;
    const expected = trust.find(memberId);
    if (expected === undefined) throw faceErrors.error("PEER_UNKNOWN", `the ledger trusts no member ${memberId}`);
    const authority = host.includes(":") ? `[${host}]` : host;
    const session = http2.connect(`https://${authority}:${port}`, {
      ...clientTlsOptions(identity, expected, host, clock),
      settings: { enablePush: false },
    });
    // Each exchange listens for itself; an error between two of them has nobody to tell.
    session.on("error", () => {});
    session.once("close", () => {
      if (this.#session === session) this.#session = undefined;
    });
    this.#session = session;
    return session;
  }

  #name(): string {
    const { memberId, host, port } = this.#endpoint;
    return `${memberId} at ${host}:${port}`;
  }

  #unreachable(cause: unknown) {
    if (faceErrors.is(cause)) return cause;
    const reason = cause instanceof Error ? cause.message : "it did not answer in time";
    return faceErrors.error("PEER_UNREACHABLE", `${this.#name()}: ${reason}`, { cause });
  }

  #refused(status: number, body?: Buffer) {
    const problem = body === undefined ? undefined : problemIn(body);
    const why = problem?.detail ?? problem?.title ?? "without a reason";
    const details = { status, cause: problem?.cause };
    return faceErrors.error("PEER_REFUSED", `${this.#name()} answered ${status}: ${why}`, { details });
  }

  #invalid(reason: string) {
    return faceErrors.error("PEER_ANSWER_INVALID", `the answer of ${this.#name()} cannot be used: ${reason}`);
  }
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly cause?: string;
}

/** Longest text of another member's problem details that goes into our own errors. */
const MAX_PROBLEM_TEXT = 300;

function problemIn(body: Buffer): Problem | undefined {
  try {
    const parsed = JSON.parse(body.toString()) as Readonly<Record<string, unknown>> | null;
    const text = (name: string) => {
      const value = parsed?.[name];
      return typeof value === "string" ? { [name]: value.slice(0, MAX_PROBLEM_TEXT) } : {};
    };
    return { ...text("title"), ...text("detail"), ...text("cause") };
  } catch {
    return undefined;
  }
}
