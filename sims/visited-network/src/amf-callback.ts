import {
  type Http2SecureServer,
  type Http2Session,
  type Http2Server,
  type ServerHttp2Stream,
  createSecureServer,
  createServer,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { type JsonObject, parseJson } from "@symbolon/base";
import { type ClientTls, closeSession } from "./sbi-client.ts";

/** Octets of a notification that are read. */
export const MAX_NOTIFICATION_LENGTH = 65_536;

/** `DeregistrationData` of TS 29.503, with whom it is about. */
export interface DeregistrationNotification {
  readonly supi: string;
  readonly deregReason: string;
  readonly accessType: string;
}

export interface AmfCallbackOptions {
  readonly host?: string;
  /** 0 chooses a free one. */
  readonly port?: number;
  /** Present: HTTPS with the peer's certificate asked for. */
  readonly tls?: ClientTls;
}

const CALLBACK_PATH = /^\/namf-callback\/v1\/([^/]{1,1024})\/dereg-notify$/;

/** The AMF's callback address: hears of Nudm_UECM_DeregistrationNotification. */
export class AmfCallback implements AsyncDisposable {
  readonly #server: Http2Server | Http2SecureServer;
  readonly #scheme: "http" | "https";
  readonly #open = new Set<Http2Session>();

  private constructor(server: Http2Server | Http2SecureServer, scheme: "http" | "https") {
    this.#server = server;
    this.#scheme = scheme;
    server.on("session", (session) => {
      this.#open.add(session);
      session.on("close", () => this.#open.delete(session));
    });
  }

  static async listen(
    options: AmfCallbackOptions,
    notify: (notification: DeregistrationNotification) => void,
  ): Promise<AmfCallback> {
    const { host = "127.0.0.1", port = 0, tls } = options;
    const server =
      tls === undefined
        ? createServer()
        : createSecureServer({
            key: tls.key,
            cert: tls.certificate,
            ca: tls.ca,
            requestCert: true,
            rejectUnauthorized: true,
            minVersion: "TLSv1.2",
          });
    const callback = new AmfCallback(server, tls === undefined ? "http" : "https");
    server.on("stream", (stream: ServerHttp2Stream, headers) =>
      receive(stream, String(headers[":method"]), String(headers[":path"]), notify),
    );
    await new Promise<void>((resolve, fail) => {
      server.once("error", fail);
      server.listen(port, host, resolve);
    });
    return callback;
  }

  /** `deregCallbackUri` of a registration. */
  uriOf(supi: string): string {
    const { address, family, port } = this.#server.address() as AddressInfo;
    const host = family === "IPv6" ? `[${address}]` : address;
    return `${this.#scheme}://${host}:${port}/namf-callback/v1/${encodeURIComponent(supi)}/dereg-notify`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([...this.#open].map(closeSession));
    await closed;
  }
}

function receive(
  stream: ServerHttp2Stream,
  method: string,
  path: string,
  notify: (notification: DeregistrationNotification) => void,
): void {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const answer = (status: number) => {
    if (!stream.closed && !stream.headersSent) stream.respond({ ":status": status }, { endStream: true });
  };
  stream.on("error", () => stream.destroy());
  stream.on("data", (chunk: Uint8Array) => {
    length += chunk.length;
    if (length <= MAX_NOTIFICATION_LENGTH) chunks.push(chunk);
    else answer(413);
  });
  stream.on("end", () => {
    const supi = CALLBACK_PATH.exec(path)?.[1];
    if (method !== "POST" || supi === undefined) return answer(404);
    const data = readNotification(Buffer.concat(chunks).toString("utf8"));
    if (data === undefined || length > MAX_NOTIFICATION_LENGTH) return answer(400);
    answer(204);
    return notify({ supi: decodePath(supi), ...data });
  });
}

function readNotification(text: string): Omit<DeregistrationNotification, "supi"> | undefined {
  try {
    const { deregReason, accessType } = parseJson(text) as JsonObject;
    return typeof deregReason === "string" && typeof accessType === "string" ? { deregReason, accessType } : undefined;
  } catch {
    return undefined;
  }
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
