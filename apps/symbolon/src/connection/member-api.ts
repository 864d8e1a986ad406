import { randomUUID } from "node:crypto";
import { fromUtf8, type JsonObject, parseJson, SymbolonError } from "@symbolon/base";
import { type MemberAnswer, MemberConnection } from "@symbolon/faces/http";
import type { Receipt } from "@symbolon/ledger";
import { faceAddress, NodeKeys, systemClock, systemRandom } from "@symbolon/member";
import { type MemberConfig } from "@symbolon/member/config";
import { symbolonErrors } from "../errors.ts";
import { ownTrust } from "./own-trust.ts";

const MANAGEMENT = "/nbchf-management/v1";
/** Milliseconds for one request: a block that carries a large batch takes its time. */
const TIMEOUT_MS = 30_000;

/** The management service of a member's own node, over mutual TLS with the member's own certificate. */
export class MemberApi implements AsyncDisposable {
  readonly memberId: string;
  readonly #connection: MemberConnection;

  private constructor(memberId: string, connection: MemberConnection) {
    this.memberId = memberId;
    this.#connection = connection;
  }

  /** @throws WRONG_USAGE when the node has no `api` face, errors of the key store */
  static async open(config: MemberConfig): Promise<MemberApi> {
    const { api } = config.faces;
    if (api === undefined) throw symbolonErrors.error("WRONG_USAGE", `the node of ${config.member} serves no api face`);
    await using keys = await NodeKeys.open(config, { random: systemRandom });
    const identity = await keys.tlsIdentity();
    const trust = ownTrust(config);
    const endpoint = { memberId: config.member, ...faceAddress(api) };
    return new MemberApi(
      config.member,
      new MemberConnection({ endpoint, timeout: TIMEOUT_MS }, { identity, trust, clock: systemClock }),
    );
  }

  /** Calls a method of a contract, signed by the member's node. @throws the contract's refusal by its code, NOT_REACHABLE */
  async call(contract: string, method: string, args: object, idempotencyKey: string = randomUUID()): Promise<Receipt> {
    const receipt = (await this.#post(
      "/transactions",
      { contract, method, args },
      idempotencyKey,
    )) as unknown as Receipt;
    if (receipt.status === "done") return receipt;
    throw new SymbolonError(
      receipt.code ?? "REFUSED",
      receipt.message ?? "the contract refused",
      "docs/errors.md explains the code.",
      {
        details: { receipt },
      },
    );
  }

  /** Posts to a resource of the management service: `applications`, `accounts`. @throws the refusal by its code, NOT_REACHABLE */
  post(resource: string, body: object, idempotencyKey: string = randomUUID()): Promise<JsonObject> {
    return this.#post(`/${resource}`, body, idempotencyKey);
  }

  async get(path: string): Promise<JsonObject> {
    return this.#read(await this.#exchange({ path: MANAGEMENT + path }));
  }

  async #post(path: string, body: object, idempotencyKey: string): Promise<JsonObject> {
    const headers = { "content-type": "application/json", "idempotency-key": idempotencyKey };
    return this.#read(
      await this.#exchange({ method: "POST", path: MANAGEMENT + path, headers, body: JSON.stringify(body) }),
    );
  }

  async #exchange(request: Parameters<MemberConnection["exchange"]>[0]): Promise<MemberAnswer> {
    try {
      return await this.#connection.exchange(request);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw symbolonErrors.error("NOT_REACHABLE", `the node of ${this.memberId} cannot be asked: ${reason}`, { cause });
    }
  }

  #read({ status, body }: MemberAnswer): JsonObject {
    const answer = parseJson(fromUtf8(body)) as JsonObject;
    if (status < 300) return answer;
    const problem = answer as { readonly cause?: string; readonly detail?: string; readonly title?: string };
    const message = problem.detail ?? problem.title ?? `the node answered ${status}`;
    throw new SymbolonError(problem.cause ?? "REFUSED", message, "docs/errors.md explains the code.", {
      details: { status },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }
}
