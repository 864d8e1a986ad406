import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { fromHex, type JsonObject, toHex } from "@symbolon/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acceptChallenge, answer5gAka, answerChallenge, autsFor } from "../../../../functions/test/terminal.ts";
import { amData, msisdn, smData, supi, type TestHome } from "../../../../functions/test/home.ts";
import { HttpDeregistrationNotifier } from "./http-deregistration-notifier.ts";
import {
  amf,
  authentication,
  contexts,
  guami,
  plmnId,
  publicRoot,
  query,
  SbiHome,
  sdm,
  servingNetworkName,
  uecm,
} from "../../../test/sbi-home.ts";

let server: SbiHome;
let home: TestHome;
beforeEach(() => serve());
afterEach(() => server[Symbol.asyncDispose]());

async function serve(method?: "EAP_AKA_PRIME"): Promise<void> {
  server = await SbiHome.serve(method);
  home = server.home;
}

const ask = (...request: Parameters<SbiHome["ask"]>) => server.ask(...request);

describe("Nausf and Nudm together", () => {
  it("register a terminal with 5G AKA", async () => {
    const started = await ask("POST", contexts, authentication);
    expect(started.status).toBe(201);
    expect(started.headers["content-type"]).toBe("application/3gppHal+json");
    const context = started.body as JsonObject;
    const { rand, autn, hxresStar } = context["5gAuthData"] as Record<"rand" | "autn" | "hxresStar", string>;
    expect(hxresStar).toMatch(/^[0-9a-f]{32}$/);
    const { resStar, kseaf } = answer5gAka(fromHex(rand), fromHex(autn), servingNetworkName);
    const { href } = (context["_links"] as { "5g-aka": { href: string } })["5g-aka"];
    expect(href).toBe(`${started.headers.location}/5g-aka-confirmation`);
    expect(JSON.stringify(context)).not.toContain(supi);
    const confirmed = await ask("PUT", new URL(href).pathname, { resStar: toHex(resStar) });
    expect(confirmed).toMatchObject({
      status: 200,
      body: { authResult: "AUTHENTICATION_SUCCESS", supi, kseaf: toHex(kseaf) },
    });
    await server.ausf.idle();
    expect(await home.store.registrations.authEvents(supi)).toMatchObject([{ document: { success: true } }]);

    const registered = await ask("PUT", `${uecm}/amf-3gpp-access`, amf(1));
    expect(registered).toMatchObject({ status: 201, body: amf(1) });
    expect(registered.headers.location).toBe(`${publicRoot}${uecm}/amf-3gpp-access`);
    expect(await ask("PUT", `${uecm}/amf-3gpp-access`, amf(1))).toMatchObject({ status: 200 });
    const data = await ask("GET", `${sdm}/am-data${query({ "plmn-id": JSON.stringify(plmnId) })}`);
    expect(data).toMatchObject({ status: 200, body: { gpsis: [msisdn], ...amData } });
  });

  it("register a terminal with EAP-AKA', resynchronised on the way", async () => {
    await server[Symbol.asyncDispose]();
    await serve("EAP_AKA_PRIME");
    const started = (await ask("POST", contexts, authentication)).body as JsonObject;
    expect(started).toMatchObject({ authType: "EAP_AKA_PRIME", servingNetworkName });
    const challenge = acceptChallenge(Buffer.from(started["5gAuthData"] as string, "base64"));
    const path = new URL((started["_links"] as { "eap-session": { href: string } })["eap-session"].href).pathname;
    const wrong = { ...challenge, res: new Uint8Array(8) };
    const eapPayload = Buffer.from(answerChallenge(wrong)).toString("base64");
    expect(await ask("POST", path, { eapPayload })).toMatchObject({
      status: 200,
      body: { authResult: "AUTHENTICATION_ONGOING" },
    });
    expect(await ask("POST", path, { eapPayload: "AAAA" })).toMatchObject({
      status: 200,
      body: { authResult: "AUTHENTICATION_FAILURE" },
    });
    expect(await ask("POST", path, { eapPayload })).toMatchObject({
      status: 404,
      body: { cause: "CONTEXT_NOT_FOUND" },
    });

    const again = (await ask("POST", contexts, authentication)).body as JsonObject;
    const second = acceptChallenge(Buffer.from(again["5gAuthData"] as string, "base64"));
    const session = new URL((again["_links"] as { "eap-session": { href: string } })["eap-session"].href).pathname;
    const answer = await ask("POST", session, { eapPayload: Buffer.from(answerChallenge(second)).toString("base64") });
    expect(answer).toMatchObject({
      status: 200,
      body: { authResult: "AUTHENTICATION_SUCCESS", supi, kSeaf: toHex(second.kseaf) },
    });
  });

  it("resynchronise 5G AKA through both", async () => {
    const { body } = await ask("POST", contexts, authentication);
    const { rand } = (body as JsonObject)["5gAuthData"] as { rand: string };
    const resynchronizationInfo = { rand, auts: toHex(autsFor(fromHex(rand), 700)) };
    expect(await ask("POST", contexts, { ...authentication, resynchronizationInfo })).toMatchObject({ status: 201 });
    expect(await ask("POST", contexts, { ...authentication, resynchronizationInfo })).toMatchObject({
      status: 403,
      body: { cause: "AUTHENTICATION_REJECTED" },
    });
  });

  it("give up an authentication", async () => {
    const started = await ask("POST", contexts, authentication);
    const path = `${new URL(started.headers.location as string).pathname}/5g-aka-confirmation`;
    expect(await ask("DELETE", path)).toMatchObject({ status: 204, body: undefined });
    expect(await ask("PUT", path, { resStar: "00".repeat(16) })).toMatchObject({ status: 404 });
    const failed = await ask("POST", contexts, authentication);
    const other = `${new URL(failed.headers.location as string).pathname}/5g-aka-confirmation`;
    expect(await ask("PUT", other, { resStar: null })).toMatchObject({
      status: 200,
      body: { authResult: "AUTHENTICATION_FAILURE" },
    });
  });
});

describe("Nudm_UECM over HTTP", () => {
  it("changes, reads and lists registrations", async () => {
    await ask("PUT", `${uecm}/amf-3gpp-access`, amf(1));
    expect(await ask("PATCH", `${uecm}/amf-3gpp-access`, { guami, purgeFlag: true })).toMatchObject({ status: 204 });
    expect(await ask("GET", `${uecm}/amf-3gpp-access`)).toMatchObject({
      status: 200,
      body: amf(1, { purgeFlag: true }),
    });
    const smsf = { smsfInstanceId: "smsf-1", plmnId };
    const session = { smfInstanceId: "smf-1", pduSessionId: 5, plmnId, dnn: "internet" };
    for (const [path, body] of [
      ["smsf-3gpp-access", smsf],
      ["smsf-non-3gpp-access", smsf],
      ["smf-registrations/5", session],
    ] as const) {
      expect(await ask("PUT", `${uecm}/${path}`, body)).toMatchObject({ status: 201, body });
      expect(await ask("PUT", `${uecm}/${path}`, body)).toMatchObject({ status: 200 });
      expect(await ask("GET", `${uecm}/${path}`)).toMatchObject({ status: 200, body });
    }
    expect(await ask("GET", `${uecm}?registration-dataset-names=AMF_3GPP,SMSF_3GPP`)).toMatchObject({
      body: { amf3Gpp: amf(1), smsf3Gpp: smsf },
    });
    expect(await ask("GET", `${sdm}/ue-context-in-smf-data`)).toMatchObject({
      body: { pduSessions: { "5": { dnn: "internet" } } },
    });
    const byNumber = `/nudm-uecm/v1/${msisdn}/registrations/send-routing-info-sm`;
    expect(await ask("POST", byNumber, { ipSmGwInd: false })).toMatchObject({
      status: 200,
      body: { supi, smsf3Gpp: smsf },
    });
    for (const path of ["smsf-3gpp-access", "smsf-non-3gpp-access", "smf-registrations/5"]) {
      expect(await ask("DELETE", `${uecm}/${path}`)).toMatchObject({ status: 204 });
      expect(await ask("DELETE", `${uecm}/${path}`)).toMatchObject({
        status: 404,
        body: { cause: "CONTEXT_NOT_FOUND" },
      });
    }
  });

  it("deregisters the old AMF over HTTP/2", async () => {
    const received: { readonly path: string; readonly body: string }[] = [];
    const oldAmf = http2.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        received.push({ path: request.url, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => oldAmf.listen(0, "127.0.0.1", resolve));
    const { port } = oldAmf.address() as AddressInfo;
    const mayCall = ({ hostname }: URL) => hostname === "127.0.0.1";
    const notifier = new HttpDeregistrationNotifier({ mayCall }, { client: server.client });
    const data = { deregReason: "UE_INITIAL_REGISTRATION", accessType: "3GPP_ACCESS" } as const;
    await notifier.notify(`http://127.0.0.1:${port}/namf-callback/v1/${supi}/dereg-notify?x=1`, data);
    expect(received).toEqual([{ path: `/namf-callback/v1/${supi}/dereg-notify?x=1`, body: JSON.stringify(data) }]);
    await expect(notifier.notify(`${server.apiRoot}/`, data)).resolves.toBeUndefined();
    await expect(notifier.notify(`${server.apiRoot}${contexts}`, data)).rejects.toMatchObject({ code: "PEER_REFUSED" });
    for (const elsewhere of [`http://localhost:${port}/`, "http:///", "no address"]) {
      await expect(notifier.notify(elsewhere, data)).rejects.toMatchObject({ code: "CALLBACK_NOT_ALLOWED" });
    }
    expect(received).toHaveLength(1);
    await server.client[Symbol.asyncDispose]();
    await new Promise((resolve) => oldAmf.close(resolve));
  });
});

describe("Nudm_SDM over HTTP", () => {
  it("serves data sets, sessions, translation and subscriptions", async () => {
    expect(await ask("GET", `${sdm}/nssai`)).toMatchObject({ status: 200, body: amData["nssai"] as JsonObject });
    expect(await ask("GET", `${sdm}?dataset-names=AM,SM`)).toMatchObject({ status: 200, body: { amData, smData } });
    expect((await ask("GET", `${sdm}/sm-data`)).body).toEqual(smData);
    const slice = query({ "single-nssai": JSON.stringify({ sst: 2, sd: "00000a" }), dnn: "factory" });
    expect((await ask("GET", `${sdm}/sm-data${slice}`)).body).toEqual([smData[1]]);
    expect((await ask("GET", `/nudm-sdm/v2/${msisdn}/id-translation-result`)).body).toEqual({ supi, gpsi: msisdn });
    const wanted = {
      nfInstanceId: "amf-1",
      callbackReference: "http://amf-1/cb",
      monitoredResourceUris: [`${sdm}/am-data`],
    };
    const created = await ask("POST", `${sdm}/sdm-subscriptions`, wanted);
    expect(created).toMatchObject({ status: 201, body: wanted });
    const { pathname } = new URL(created.headers.location as string);
    expect(await ask("DELETE", pathname)).toMatchObject({ status: 204 });
    expect(await ask("DELETE", pathname)).toMatchObject({ status: 404, body: { cause: "SUBSCRIPTION_NOT_FOUND" } });
  });
});
