import { type JsonObject, silentLog } from "@symbolon/base";
import { AuthenticationServer } from "@symbolon/functions/ausf";
import { systemTime } from "@symbolon/testkit";
import { account, imsi, supi, TestHome } from "../../functions/test/home.ts";
import { HttpServer } from "../src/http/server/http-server.ts";
import { HttpAuthenticationDataSource } from "../src/http/sbi/http-authentication-data-source.ts";
import { nausfAuthPlugin } from "../src/http/sbi/nausf-auth-plugin.ts";
import { nudmSdmPlugin } from "../src/http/sbi/nudm-sdm-plugin.ts";
import { nudmUeauPlugin } from "../src/http/sbi/nudm-ueau-plugin.ts";
import { nudmUecmPlugin } from "../src/http/sbi/nudm-uecm-plugin.ts";
import { sbiProblems } from "../src/http/sbi/sbi-answer.ts";
import { type SbiAnswer, SbiClient, type SbiRequest } from "../src/http/sbi/sbi-client.ts";

export const servingNetworkName = "5G:mnc070.mcc901.3gppnetwork.org";
export const plmnId = { mcc: "901", mnc: "70" };
export const guami = { plmnId, amfId: "020040" };
export const uecm = `/nudm-uecm/v1/${supi}/registrations`;
export const sdm = `/nudm-sdm/v2/${supi}`;
export const contexts = "/nausf-auth/v1/ue-authentications";
export const authentication = { supiOrSuci: `suci-0-901-70-0-0-0-${imsi.slice(5)}`, servingNetworkName };
/** Where consumers are told to come back to. */
export const publicRoot = "http://home.example:7011";

/** A home behind one port: Nausf asks Nudm over HTTP, as if it were another process. */
export class SbiHome implements AsyncDisposable {
  readonly home: TestHome;
  readonly ausf: AuthenticationServer;
  readonly client: SbiClient;
  readonly apiRoot: string;
  readonly #server: HttpServer;

  private constructor(
    home: TestHome,
    ausf: AuthenticationServer,
    client: SbiClient,
    server: HttpServer,
    apiRoot: string,
  ) {
    this.home = home;
    this.ausf = ausf;
    this.client = client;
    this.#server = server;
    this.apiRoot = apiRoot;
  }

  static async serve(method: "5G_AKA" | "EAP_AKA_PRIME" = "5G_AKA"): Promise<SbiHome> {
    const home = await TestHome.open([account({ method })]);
    const client = new SbiClient();
    const options = { apiRoot: publicRoot };
    let apiRoot = "";
    const remote = () => new HttpAuthenticationDataSource({ apiRoot }, { client });
    const udm: Pick<HttpAuthenticationDataSource, "generateAuthData" | "confirm"> = {
      generateAuthData: (...asked) => remote().generateAuthData(...asked),
      confirm: (...asked) => remote().confirm(...asked),
    };
    const { clock, random } = home;
    const servingNetworks = { entitled: () => true };
    const modules = { udm, servingNetworks, clock, random, log: silentLog };
    const ausf = new AuthenticationServer({ nfInstanceId: "ausf-1" }, modules);
    const plugins = [
      nudmUeauPlugin(options, home.ueAuthentication),
      nudmUecmPlugin(options, home.ueContextManagement),
      nudmSdmPlugin(options, home.subscriberDataManagement),
      nausfAuthPlugin(options, ausf),
    ];
    const server = await HttpServer.create(
      { face: "sbi", port: 0, problems: sbiProblems },
      { log: silentLog, clock: systemTime, plugins },
    );
    const { host, port } = await server.listen();
    apiRoot = `http://${host}:${port}`;
    return new SbiHome(home, ausf, client, server, apiRoot);
  }

  /** Sends what an AMF sends, service headers included. */
  ask(
    method: SbiRequest["method"],
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<SbiAnswer> {
    const sbiHeaders = {
      "user-agent": "AMF",
      "3gpp-sbi-sender-timestamp": "Sun, 22 Nov 2026 08:00:00 GMT",
      ...headers,
    };
    const uri = this.apiRoot + path;
    return this.client.exchange({ method, uri, headers: sbiHeaders, ...(body === undefined ? {} : { body }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ausf.idle();
    await this.client[Symbol.asyncDispose]();
    await this.#server.close();
    await this.home[Symbol.asyncDispose]();
  }
}

export function amf(n: number, changes: object = {}): JsonObject {
  return {
    amfInstanceId: `amf-${n}`,
    deregCallbackUri: `http://amf-${n}.example/dereg`,
    guami,
    ratType: "NR",
    ...changes,
  };
}

export function query(parameters: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(parameters).toString()}`;
}
