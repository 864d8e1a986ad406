import { type Http2Server, type Http2Session, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { type JsonObject, formatSupi, fromHex, parseSuci, parseSupi, toHex } from "@symbolon/base";
import { type EapSimPacket, attributeValue, decodeEap, encodeEap, encodeWithMac, splitMac } from "@symbolon/codecs/eap";
import {
  type AuthenticationVector,
  Milenage,
  Sidf,
  checkAuts,
  computeAtMac,
  deriveCkPrimeIkPrime,
  deriveEapAkaPrimeKeys,
  deriveHresStar,
  deriveKausf,
  deriveKseaf,
  deriveResStar,
  generateVector,
  kausfOfEmsk,
  keyIdentityOf,
  sqnFromOctets,
  sqnToOctets,
  sqnXorAkOf,
  verifyAtMac,
} from "@symbolon/crypto";
import { closeSession } from "./sbi-client.ts";

export const subscriberKeys = { k: new Uint8Array(16).fill(0x11), opc: new Uint8Array(16).fill(0x22) };
export const homePrivateKey = new Uint8Array(32).fill(0x42);
export const SUPI = "imsi-315010000100001";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly credential: string | undefined;
  readonly userAgent: string | undefined;
  readonly body: JsonObject;
}

interface Reply {
  readonly status: number;
  readonly body?: JsonObject | string;
}

interface Challenge {
  readonly vector: AuthenticationVector;
  readonly name: string;
}

/** A home network with BCHF, AUSF and UDM as TS 29.509 and TS 29.503 describe them, and nothing more. */
export class TestHome implements AsyncDisposable {
  readonly received: Received[] = [];
  /** Answers that stand in for the right ones: by method and beginning of the path. */
  readonly overrides = new Map<string, Reply>();
  readonly #server: Http2Server = createServer();
  readonly #sessions = new Set<Http2Session>();
  readonly #sidf = new Sidf([{ id: 1, protectionScheme: 1, privateKey: homePrivateKey }]);
  readonly #algorithm = new Milenage(subscriberKeys);
  authType: "5G_AKA" | "EAP_AKA_PRIME" = "5G_AKA";
  separationBit = true;
  seq = 1;
  #current: Challenge | undefined;

  static async open(port = 0): Promise<TestHome> {
    const home = new TestHome();
    home.#server.on("session", (session) => {
      home.#sessions.add(session);
      session.on("close", () => home.#sessions.delete(session));
    });
    home.#server.on("stream", (stream, headers) => {
      const chunks: Uint8Array[] = [];
      stream.on("error", () => undefined);
      stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      stream.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const request: Received = {
          method: String(headers[":method"]),
          path: String(headers[":path"]),
          credential: headers["x-symbolon-credential"] as string | undefined,
          userAgent: headers["user-agent"],
          body: (text === "" ? {} : JSON.parse(text)) as JsonObject,
        };
        home.received.push(request);
        const { status, body } = home.#answer(request);
        stream.respond({ ":status": status, "content-type": "application/json" });
        stream.end(typeof body === "string" ? body : body && JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => {
      home.#server.listen(port, "127.0.0.1", resolve);
    });
    return home;
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What came to a path, newest last. */
  to(path: string): readonly Received[] {
    return this.received.filter((request) => request.path.includes(path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([...this.#sessions].map(closeSession));
    await closed;
  }

  #answer(request: Received): Reply {
    const { method, path } = request;
    for (const [beginning, reply] of this.overrides) if (`${method} ${path}`.startsWith(beginning)) return reply;
    if (path.startsWith("/nbchf/v1/routing/")) return this.#route(path);
    if (path === "/nausf-auth/v1/ue-authentications") return this.#startAuthentication(request.body);
    if (path.endsWith("/5g-aka-confirmation")) return this.#confirm(request.body);
    if (path.endsWith("/eap-session")) return this.#eapSession(request.body);
    if (path.startsWith(`/nudm-uecm/v1/${SUPI}/registrations/amf-3gpp-access`))
      return { status: 201, body: request.body };
    if (path.startsWith(`/nudm-sdm/v2/${SUPI}/`))
      return { status: 200, body: { set: path.split(/[/?]/)[4] as string } };
    return { status: 404, body: { status: 404, cause: "USER_NOT_FOUND" } };
  }

  #route(path: string): Reply {
    const identifier = decodeURIComponent(path.split(/[/?]/)[4] as string);
    if (!identifier.startsWith("imsi-315010") && !identifier.startsWith("suci-0-315-010")) {
      return { status: 404, body: { status: 404, cause: "USER_NOT_FOUND" } };
    }
    const dataManagement = [
      { type: "HSS", uri: "aaa://hss.example" },
      { type: "UDM", uri: this.uri },
    ];
    return {
      status: 200,
      body: { identifier, holder: "a", dataManagement, source: "ledger", height: 42, blockTime: 1 },
    };
  }

  #startAuthentication({ supiOrSuci, servingNetworkName, resynchronizationInfo }: JsonObject): Reply {
    const supi = formatSupi(this.#sidf.deconceal(parseSuci(supiOrSuci as string)));
    if (supi !== SUPI) return { status: 404, body: { status: 404, cause: "USER_NOT_FOUND" } };
    if (resynchronizationInfo !== undefined) {
      const { rand, auts } = resynchronizationInfo as Record<"rand" | "auts", string>;
      const sqnMs = checkAuts(this.#algorithm, fromHex(rand), fromHex(auts));
      if (sqnMs === undefined) return { status: 403, body: { status: 403, cause: "AUTHENTICATION_REJECTED" } };
      this.seq = sqnFromOctets(sqnMs) / 32 + 1;
    }
    const rand = new Uint8Array(16).fill(this.seq);
    const amf = fromHex(this.separationBit ? "8000" : "0000");
    const vector = generateVector(this.#algorithm, { rand, sqn: sqnToOctets(this.seq * 32), amf });
    this.seq += 1;
    const name = servingNetworkName as string;
    this.#current = { vector, name };
    const { authType } = this;
    const relation = authType === "5G_AKA" ? "5g-aka" : "eap-session";
    const resource = authType === "5G_AKA" ? "5g-aka-confirmation" : "eap-session";
    const href = `${this.uri}/nausf-auth/v1/ue-authentications/1/${resource}`;
    const data = authType === "5G_AKA" ? this.#fiveGData() : this.#challenge();
    return { status: 201, body: { authType, "5gAuthData": data, _links: { [relation]: { href } } } };
  }

  #xresStar(): Uint8Array {
    const { vector, name } = this.#current as Challenge;
    return deriveResStar({ ...vector, servingNetworkName: name, res: vector.xres });
  }

  #fiveGData(): JsonObject {
    const { vector } = this.#current as Challenge;
    const hxresStar = deriveHresStar(vector.rand, this.#xresStar());
    return { rand: toHex(vector.rand), autn: toHex(vector.autn), hxresStar: toHex(hxresStar) };
  }

  #confirm({ resStar }: JsonObject): Reply {
    const { vector, name } = this.#current as Challenge;
    if (resStar !== toHex(this.#xresStar())) return { status: 200, body: { authResult: "AUTHENTICATION_FAILURE" } };
    const kausf = deriveKausf(vector.ck, vector.ik, name, sqnXorAkOf(vector.autn));
    const kseaf = toHex(deriveKseaf(kausf, name));
    return { status: 200, body: { authResult: "AUTHENTICATION_SUCCESS", supi: SUPI, kseaf } };
  }

  #eapKeys() {
    const { vector, name } = this.#current as Challenge;
    const prime = deriveCkPrimeIkPrime(vector.ck, vector.ik, name, sqnXorAkOf(vector.autn));
    return deriveEapAkaPrimeKeys(prime, keyIdentityOf(parseSupi(SUPI)));
  }

  #challenge(): string {
    const { vector, name } = this.#current as Challenge;
    const packet: EapSimPacket = {
      code: "request",
      identifier: this.seq & 255,
      type: "EAP-AKA'",
      subtype: "AKA-Challenge",
      attributes: [
        { name: "AT_RAND", value: [vector.rand] },
        { name: "AT_AUTN", value: vector.autn },
        { name: "AT_KDF", value: 1 },
        { name: "AT_KDF_INPUT", value: name },
        { name: "AT_MAC", value: new Uint8Array(16) },
      ],
    };
    const { kAut } = this.#eapKeys();
    return base64(encodeWithMac(packet, (zeroed) => computeAtMac("EAP-AKA'", kAut, zeroed)));
  }

  #eapSession({ eapPayload }: JsonObject): Reply {
    const octets = new Uint8Array(Buffer.from(eapPayload as string, "base64"));
    const packet = decodeEap(octets) as EapSimPacket;
    const { vector, name } = this.#current as Challenge;
    if (packet.subtype === "AKA-Synchronization-Failure") {
      const sqnMs = checkAuts(
        this.#algorithm,
        vector.rand,
        attributeValue(packet, "AT_AUTS") as Uint8Array,
      ) as Uint8Array;
      this.seq = sqnFromOctets(sqnMs) / 32 + 1;
      this.#startAuthentication({ supiOrSuci: `suci-0-315-010-0-0-0-${SUPI.slice(11)}`, servingNetworkName: name });
      return { status: 200, body: { authResult: "AUTHENTICATION_ONGOING", eapPayload: this.#challenge() } };
    }
    const keys = this.#eapKeys();
    const split = splitMac(octets);
    const isRight =
      split !== undefined &&
      verifyAtMac("EAP-AKA'", keys.kAut, split.zeroed, split.mac) &&
      toHex(attributeValue(packet, "AT_RES") ?? new Uint8Array()) === toHex(vector.xres);
    const result = base64(encodeEap({ code: isRight ? "success" : "failure", identifier: packet.identifier }));
    if (!isRight) return { status: 200, body: { authResult: "AUTHENTICATION_FAILURE", eapPayload: result } };
    const kSeaf = toHex(deriveKseaf(kausfOfEmsk(keys.emsk), name));
    return { status: 200, body: { authResult: "AUTHENTICATION_SUCCESS", supi: SUPI, kSeaf, eapPayload: result } };
  }
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString("base64");
}
