import type { Clock, Log } from "@symbolon/base";
import { type FaceObserver, silentObserver } from "../../face-observer.ts";
import { describeApi, type OpenApiDescription } from "../operations/openapi.ts";
import type { AccessLogging } from "./access-log.ts";
import type { ProblemShape } from "./error-responses.ts";
import { createHttpApp, type HttpApp, type HttpPlugin } from "./http-app.ts";
import {
  type HttpAddress,
  type HttpHandler,
  HttpListener,
  type HttpListenerOptions,
  type StreamHandler,
} from "./http-listener.ts";
import { defaultHttpLimits } from "./limits.ts";

/** Answers some requests before the app sees them; `false` leaves a request untouched to the app. */
export interface FastPath {
  request(...exchange: Parameters<HttpHandler>): boolean;
  stream: StreamHandler;
}

export interface HttpServerOptions extends Omit<HttpListenerOptions, "host"> {
  /** Name of the face in logs and metrics: `nbchf`, `sbi`. */
  readonly face: string;
  /** Loopback unless said otherwise. */
  readonly host?: string;
  /** `refusals` unless said otherwise. */
  readonly accessLog?: AccessLogging;
  readonly problems?: Readonly<Record<string, ProblemShape>>;
  /** Serves `/openapi.json` and `/docs` of all routes under this title. */
  readonly api?: OpenApiDescription;
}

export interface HttpServerModules {
  readonly log: Log;
  readonly clock: Clock;
  readonly observer?: FaceObserver;
  /** Registered in this order. */
  readonly plugins: readonly HttpPlugin[];
  readonly fastPath?: FastPath;
}

/** Routes behind one port of HTTP/1.1 and HTTP/2, in clear or under TLS. */
export class HttpServer implements AsyncDisposable {
  readonly app: HttpApp;
  readonly #listener: HttpListener;
  readonly #closing: AbortController;

  private constructor(app: HttpApp, listener: HttpListener, closing: AbortController) {
    this.app = app;
    this.#listener = listener;
    this.#closing = closing;
  }

  /** Builds the app and loads its plugins; nothing listens yet. */
  static async create(options: HttpServerOptions, modules: HttpServerModules): Promise<HttpServer> {
    const { face, host = "127.0.0.1", accessLog = "refusals", problems, api, ...transport } = options;
    const observer = modules.observer ?? silentObserver;
    const log = modules.log.child({ face });
    const { bodyOctets } = { ...defaultHttpLimits, ...options.limits };
    const closing = new AbortController();
    const app = createHttpApp(
      { face, bodyOctets, accessLog, closing: closing.signal, ...(problems === undefined ? {} : { problems }) },
      { log, observer },
    );
    if (api !== undefined) await describeApi(app, api);
    for (const plugin of modules.plugins) await app.register(plugin);
    await app.ready();
    const { fastPath } = modules;
    const handler: HttpHandler = (request, response) => {
      if (fastPath?.request(request, response) !== true) app.routing(request, response);
    };
    const streamHandler: StreamHandler = (stream, headers) => fastPath?.stream(stream, headers) ?? false;
    const listener = new HttpListener(
      { ...transport, host, face },
      { handler, streamHandler, log, observer, clock: modules.clock },
    );
    return new HttpServer(app, listener, closing);
  }

  /** @throws FACE_ADDRESS_UNAVAILABLE */
  listen(): Promise<HttpAddress> {
    return this.#listener.listen();
  }

  /** Where it listens. */
  address(): HttpAddress {
    return this.#listener.address();
  }

  /** Connections open now. */
  get connections(): number {
    return this.#listener.connections;
  }

  /** To be called when the ledger's view of members has changed; see {@link HttpListener.refreshTrust}. */
  refreshTrust(): void {
    this.#listener.refreshTrust();
  }

  /** Lets requests in progress finish until the deadline, then closes the app. Can be called again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listener.close();
    await this.app.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
