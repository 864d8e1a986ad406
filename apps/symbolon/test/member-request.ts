import { readFileSync } from "node:fs";
import { request } from "node:https";
import { text } from "node:stream/consumers";

/** Paths of PEM files. */
export interface Credentials {
  readonly ca: string;
  readonly certificate?: string;
  readonly key?: string;
}

export interface MemberRequest {
  readonly url: string;
  readonly credentials: Credentials;
  readonly body?: object;
}

/** One exchange over TLS with the credentials of one's choice; rejects when the handshake is refused. */
export function askMember({ url, credentials, body }: MemberRequest): Promise<{ status: number; answer: unknown }> {
  const { ca, certificate, key } = credentials;
  const tls = {
    ca: readFileSync(ca),
    ...(certificate === undefined ? {} : { cert: readFileSync(certificate) }),
    ...(key === undefined ? {} : { key: readFileSync(key) }),
  };
  const json = body === undefined ? {} : { "content-type": "application/json", "idempotency-key": "test" };
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...tls, method: body === undefined ? "GET" : "POST", headers: json, agent: false });
    sent.once("error", reject);
    sent.once("response", (response) => {
      text(response).then((received) => resolve({ status: response.statusCode ?? 0, answer: parse(received) }), reject);
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(received: string): unknown {
  try {
    return JSON.parse(received);
  } catch {
    return received;
  }
}
