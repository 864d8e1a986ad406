import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { amData, msisdn, requestOf, smData, supi, TestHome } from "../../test/home.ts";
import { type CreatedSdmSubscription, MAX_SDM_SUBSCRIPTION_LIFETIME } from "./subscriber-data-management.ts";

const request = requestOf({ tlsIdentity: "amf.home" });
const plmnId = { mcc: "901", mnc: "70" };

let home: TestHome;
beforeEach(async () => {
  home = await TestHome.open();
});
afterEach(() => home[Symbol.asyncDispose]());

describe("Nudm_SDM data", () => {
  it("come from the package, with the subscriber's numbers", async () => {
    const { subscriberDataManagement: sdm } = home;
    expect(await sdm.data(supi, "AM", request)).toEqual({ gpsis: [msisdn], ...amData });
    expect(await sdm.nssai(supi, request)).toEqual(amData["nssai"]);
    expect(await sdm.data(supi, "SMS_SUB", request)).toMatchObject({ refused: "UNKNOWN_DATA" });
    await home.store.subscriptions.setData({ supi }, "AM", { micoAllowed: true });
    expect(await sdm.nssai(supi, request)).toMatchObject({ refused: "UNKNOWN_DATA" });
  });

  it("differ by serving PLMN and are refused where the subscriber may not roam", async () => {
    const { subscriberDataManagement: sdm } = home;
    await home.store.subscriptions.setData({ package: "basic" }, "AM", { rfspIndex: 7 }, "26201");
    expect(await sdm.data(supi, "AM", { ...request, servingPlmn: "26201" })).toEqual({ gpsis: [msisdn], rfspIndex: 7 });
    expect(await sdm.data(supi, "AM", { ...request, servingPlmn: "310410" })).toMatchObject({
      refused: "ROAMING_NOT_ALLOWED",
    });
    const foreign = requestOf({ tlsIdentity: "amf", plmn: "310410" });
    expect(await sdm.data(supi, "AM", foreign)).toMatchObject({ refused: "ROAMING_NOT_ALLOWED" });
    expect(await sdm.nssai(supi, foreign)).toMatchObject({ refused: "ROAMING_NOT_ALLOWED" });
    expect(await sdm.sessionManagementData(supi, {}, foreign)).toMatchObject({ refused: "ROAMING_NOT_ALLOWED" });
    expect(await sdm.dataSets(supi, ["AM"], foreign)).toMatchObject({ refused: "ROAMING_NOT_ALLOWED" });
  });

  it("of sessions are narrowed by slice and DNN", async () => {
    const { subscriberDataManagement: sdm } = home;
    const read = (filter: Parameters<typeof sdm.sessionManagementData>[1]) =>
      sdm.sessionManagementData(supi, filter, request);
    expect(await read({})).toEqual(smData);
    expect(await read({ singleNssai: { sst: 1 } })).toEqual([smData[0]]);
    expect(await read({ singleNssai: { sst: 2, sd: "00000a" }, dnn: "factory" })).toEqual([smData[1]]);
    expect(await read({ singleNssai: { sst: 2 } })).toMatchObject({ refused: "UNKNOWN_DATA" });
    expect(await read({ dnn: "other" })).toMatchObject({ refused: "UNKNOWN_DATA" });
    await home.store.subscriptions.removeData({ package: "basic" }, "SM");
    expect(await read({})).toMatchObject({ refused: "UNKNOWN_DATA" });
  });

  it("are given several at once, missing ones left out", async () => {
    const { subscriberDataManagement: sdm } = home;
    expect(await sdm.dataSets(supi, ["AM", "SMS_SUB", "SM"], request)).toEqual({
      amData: { gpsis: [msisdn], ...amData },
      smData,
    });
    expect(await sdm.dataSets(supi, ["SMS_SUB"], request)).toMatchObject({ refused: "UNKNOWN_DATA" });
    expect(await sdm.dataSets(supi, ["AM", "TRACE"], request)).toMatchObject({ refused: "MALFORMED_REQUEST" });
    expect(await sdm.dataSets(supi, ["toString"], request)).toMatchObject({ refused: "MALFORMED_REQUEST" });
  });

  it("show which functions serve the terminal", async () => {
    const { subscriberDataManagement: sdm, ueContextManagement: uecm } = home;
    for (const name of ["UEC_AMF", "UEC_SMF", "UEC_SMSF"] as const) {
      expect(await sdm.data(supi, name, request)).toMatchObject({ refused: "UNKNOWN_DATA" });
    }
    const guami = { plmnId, amfId: "020040" };
    await uecm.registerAmf(
      supi,
      { amfInstanceId: "amf-1", deregCallbackUri: "http://a/", guami, ratType: "NR" },
      request,
    );
    const session = { smfInstanceId: "smf-1", pduSessionId: 5, plmnId, dnn: "internet" };
    await uecm.register(supi, "smf-5", session, request);
    await uecm.register(supi, "smsf-3gpp-access", { smsfInstanceId: "smsf-1", plmnId }, request);
    expect(await sdm.data(supi, "UEC_AMF", request)).toEqual({
      amfInfo: [{ amfInstanceId: "amf-1", guami, accessType: "3GPP_ACCESS" }],
    });
    expect(await sdm.data(supi, "UEC_SMF", request)).toEqual({
      pduSessions: { "5": { dnn: "internet", smfInstanceId: "smf-1", plmnId } },
    });
    expect(await sdm.data(supi, "UEC_SMSF", request)).toEqual({
      smsfInfo3GppAccess: { smsfInstanceId: "smsf-1", plmnId },
    });
  });

  it("are refused for numbers held elsewhere", async () => {
    const { subscriberDataManagement: sdm } = home;
    home.holdings.set(supi, "elsewhere");
    expect(await sdm.data(supi, "AM", request)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    // The MSISDN is still held here, the IMSI behind it is not.
    expect(await sdm.translate(msisdn, request)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
  });
});

describe("identifier translation", () => {
  it("finds the SUPI behind a GPSI", async () => {
    const { subscriberDataManagement: sdm } = home;
    expect(await sdm.translate(msisdn, request)).toEqual({ supi, gpsi: msisdn });
    expect(await sdm.translate(supi, request)).toEqual({ supi, gpsi: msisdn });
    expect(await sdm.translate("msisdn-4930123456", request)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    home.holdings.set("msisdn-4930123456", "held");
    expect(await sdm.translate("msisdn-4930123456", request)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    expect(await sdm.translate("extid-a", request)).toMatchObject({ refused: "MALFORMED_REQUEST" });
  });
});

describe("subscriptions to changes", () => {
  const wanted = {
    nfInstanceId: "amf-1",
    callbackReference: "http://amf-1/",
    monitoredResourceUris: [`${supi}/am-data`],
  };

  it("last as long as asked, a week at most, and end", async () => {
    const { subscriberDataManagement: sdm } = home;
    const longest = (await sdm.subscribe(supi, wanted, request)) as CreatedSdmSubscription;
    expect(longest.data).toEqual({
      ...wanted,
      subscriptionId: longest.id,
      expires: new Date(home.clock.time + MAX_SDM_SUBSCRIPTION_LIFETIME).toISOString(),
    });
    const expires = new Date(home.clock.time + 1000).toISOString();
    expect(await sdm.subscribe(supi, { ...wanted, expires }, request)).toMatchObject({ data: { expires } });
    expect(await home.store.registrations.sdmSubscriptions(supi, home.clock.time)).toHaveLength(2);
    expect(await sdm.unsubscribe(supi, longest.id)).toBeUndefined();
    expect(await sdm.unsubscribe(supi, longest.id)).toMatchObject({ refused: "UNKNOWN_SUBSCRIPTION" });
  });

  it("are refused when expired, unreadable or too large", async () => {
    const { subscriberDataManagement: sdm } = home;
    for (const changes of [{ expires: "2020-01-01T00:00:00Z" }, { expires: "soon" }, { padding: "x".repeat(20_000) }]) {
      expect(await sdm.subscribe(supi, { ...wanted, ...changes }, request)).toMatchObject({
        refused: "MALFORMED_REQUEST",
      });
    }
    expect(await sdm.subscribe("imsi-00101", wanted, request)).toMatchObject({ refused: "UNKNOWN_NUMBER" });
    expect(await sdm.unsubscribe("imsi-00101", "x")).toMatchObject({ refused: "UNKNOWN_NUMBER" });
  });
});
