import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { msisdn, requestOf, supi, TestHome } from "../../test/home.ts";
import type { AmfRegistration } from "./ue-context-management.ts";

const home9 = { mcc: "901", mnc: "70" };
const registration: AmfRegistration = {
  amfInstanceId: "amf-1",
  deregCallbackUri: "http://amf-1.example/dereg",
  guami: { plmnId: home9, amfId: "020040" },
  ratType: "NR",
};
const amfOf = (n: number, plmnId = home9): AmfRegistration => ({
  ...registration,
  amfInstanceId: `amf-${n}`,
  deregCallbackUri: `http://amf-${n}.example/dereg`,
  guami: { plmnId, amfId: "020040" },
});
const visited = { mcc: "262", mnc: "01" };
const atHome = requestOf({ tlsIdentity: "amf.home" });
const abroad = requestOf({ tlsIdentity: "amf.visited" });
const smsf = { smsfInstanceId: "smsf-1", plmnId: home9 };

let home: TestHome;
beforeEach(async () => {
  home = await TestHome.open();
});
afterEach(() => home[Symbol.asyncDispose]());

describe("AMF registration", () => {
  it("is created, replaced, read and listed", async () => {
    const { ueContextManagement: uecm } = home;
    expect(await uecm.registration(supi, "amf-3gpp-access", atHome)).toMatchObject({ refused: "UNKNOWN_CONTEXT" });
    expect(await uecm.registerAmf(supi, registration, atHome)).toMatchObject({ created: true, data: registration });
    expect(await uecm.registerAmf(msisdn, { ...registration, ratType: "EUTRA" }, atHome)).toMatchObject({
      created: false,
    });
    expect(await uecm.registration(supi, "amf-3gpp-access", atHome)).toEqual({ ...registration, ratType: "EUTRA" });
    expect(await uecm.registrations(supi, ["AMF_3GPP"], atHome)).toEqual({
      amf3Gpp: { ...registration, ratType: "EUTRA" },
    });
    expect(await uecm.registrations(supi, ["SMSF_3GPP"], atHome)).toMatchObject({ refused: "UNKNOWN_CONTEXT" });
  });

  it("tells the old AMF, and nobody when the same AMF registers again", async () => {
    const { ueContextManagement: uecm } = home;
    await uecm.registerAmf(supi, amfOf(1), atHome);
    await uecm.registerAmf(supi, amfOf(1), atHome);
    expect(home.notified).toEqual([]);
    await uecm.registerAmf(supi, { ...amfOf(2), initialRegistrationInd: true }, atHome);
    await uecm.registerAmf(supi, amfOf(3), atHome);
    const accessType = "3GPP_ACCESS";
    expect(home.notified).toEqual([
      { uri: "http://amf-1.example/dereg", data: { deregReason: "UE_INITIAL_REGISTRATION", accessType } },
      { uri: "http://amf-2.example/dereg", data: { deregReason: "UE_REGISTRATION_AREA_CHANGE", accessType } },
    ]);
  });

  it("notifies exactly the loser of each race", async () => {
    const amfs = Array.from({ length: 6 }, (_, n) => amfOf(n));
    await Promise.all(amfs.map((amf) => home.ueContextManagement.registerAmf(supi, amf, atHome)));
    const last = (await home.ueContextManagement.registration(
      supi,
      "amf-3gpp-access",
      atHome,
    )) as unknown as AmfRegistration;
    const told = home.notified.map(({ uri }) => uri);
    expect(told.toSorted((a, b) => a.localeCompare(b))).toEqual(
      amfs.map((amf) => amf.deregCallbackUri).filter((uri) => uri !== last.deregCallbackUri),
    );
  });

  it("stands although the old AMF cannot be told", async () => {
    home.notifierFailure = new Error("unreachable");
    await home.ueContextManagement.registerAmf(supi, amfOf(1), atHome);
    expect(await home.ueContextManagement.registerAmf(supi, amfOf(2), atHome)).toMatchObject({ created: false });
    await home.ueContextManagement.idle();
    expect(home.notified).toHaveLength(1);
  });

  it("is changed by merge patch and purged, by the AMF that holds it", async () => {
    const { ueContextManagement: uecm } = home;
    const { guami } = registration;
    expect(await uecm.modifyAmf(supi, { guami }, atHome)).toMatchObject({ refused: "UNKNOWN_CONTEXT" });
    await uecm.registerAmf(supi, { ...registration, pei: "imei-1", urrpIndicator: true } as AmfRegistration, atHome);
    const patch = { guami, pei: null, backupAmfInfo: [{ backupAmf: "b" }] } as never;
    expect(await uecm.modifyAmf(supi, patch, atHome)).toEqual({
      ...registration,
      urrpIndicator: true,
      backupAmfInfo: [{ backupAmf: "b" }],
    });
    const stranger = { ...guami, amfId: "ffffff" };
    expect(await uecm.modifyAmf(supi, { guami: stranger }, atHome)).toMatchObject({ refused: "INVALID_GUAMI" });
    expect(await uecm.modifyAmf(supi, { guami }, abroad)).toMatchObject({ refused: "NOT_AUTHORISED" });
    expect(await uecm.modifyAmf(supi, { guami, purgeFlag: true }, atHome)).toMatchObject({ purgeFlag: true });
    await uecm.registerAmf(supi, amfOf(2), atHome);
    expect(home.notified).toEqual([]);
  });

  it.each([
    { cause: "ROAMING_NOT_ALLOWED", plmnId: { mcc: "310", mnc: "410" }, data: {} },
    { cause: "RAT_NOT_ALLOWED", plmnId: home9, data: { ratRestrictions: ["NR"] } },
    { cause: "NO_5GS_SUBSCRIPTION", plmnId: home9, data: { coreNetworkTypeRestrictions: ["5GC"] } },
  ])("is refused with $cause", async ({ cause, plmnId, data }) => {
    await home.store.subscriptions.setData({ supi }, "AM", data);
    expect(await home.ueContextManagement.registerAmf(supi, amfOf(1, plmnId), atHome)).toMatchObject({
      refused: cause,
    });
    expect(await home.ueContextManagement.registration(supi, "amf-3gpp-access", atHome)).toMatchObject({
      refused: "UNKNOWN_CONTEXT",
    });
  });

  it("is refused without subscription, for strangers, and when it is too large", async () => {
    const { ueContextManagement: uecm } = home;
    await home.store.subscriptions.removeData({ package: "basic" }, "AM");
    expect(await uecm.registerAmf(supi, registration, atHome)).toMatchObject({ refused: "NO_5GS_SUBSCRIPTION" });
    expect(await uecm.registerAmf("msisdn-4930123456", registration, atHome)).toMatchObject({
      refused: "UNKNOWN_NUMBER",
    });
    const disguised = { ...registration, refused: "UNKNOWN_NUMBER", message: "" };
    expect(await uecm.registerAmf(supi, disguised, atHome)).toMatchObject({ refused: "MALFORMED_REQUEST" });
    const large = { ...registration, padding: "x".repeat(20_000) };
    expect(await uecm.registerAmf(supi, large, atHome)).toMatchObject({ refused: "MALFORMED_REQUEST" });
  });

  it("follows the subscriber's own roaming rules", async () => {
    const { ueContextManagement: uecm } = home;
    await home.store.subscriptions.setData({ supi }, "ROAMING", { allowedPlmns: [] });
    expect(await uecm.registerAmf(supi, amfOf(1, visited), abroad)).toMatchObject({ refused: "ROAMING_NOT_ALLOWED" });
    await home.store.subscriptions.setData({ supi }, "ROAMING", { allowedPlmns: "*" });
    expect(await uecm.registerAmf(supi, amfOf(1, { mcc: "310", mnc: "410" }), abroad)).toMatchObject({ created: true });
    await home.store.subscriptions.setData({ supi }, "ROAMING", { broken: true });
    expect(await uecm.registerAmf(supi, amfOf(1, visited), abroad)).toMatchObject({ refused: "ROAMING_NOT_ALLOWED" });
  });

  it("ends with the subscription", async () => {
    await home.ueContextManagement.withdraw(supi);
    await home.ueContextManagement.registerAmf(supi, registration, atHome);
    await home.ueContextManagement.withdraw(supi);
    expect(home.notified).toMatchObject([{ data: { deregReason: "SUBSCRIPTION_WITHDRAWN" } }]);
  });
});

describe("the user's credential", () => {
  beforeEach(() => {
    home.credentials.answer = "required";
  });
  const registered = (credential?: string, requester = "amf.visited") =>
    home.ueContextManagement.registerAmf(supi, amfOf(1, visited), requestOf({ tlsIdentity: requester }, credential));

  it("is demanded, checked and consumed once", async () => {
    expect(await registered()).toMatchObject({ refused: "CREDENTIAL_MISSING" });
    expect(await registered("forged 1")).toMatchObject({ refused: "CREDENTIAL_INVALID" });
    expect(await registered("good 1")).toMatchObject({ created: true });
    expect(await registered("good 1")).toMatchObject({ refused: "CREDENTIAL_REPLAYED" });
    expect(await registered("good 1", "amf.other")).toMatchObject({ refused: "CREDENTIAL_REPLAYED" });
  });

  it("is consumed by one of two that bring it at once", async () => {
    const both = await Promise.all([registered("good 1"), registered("good 1", "amf.other")]);
    expect(both.filter((outcome) => "refused" in outcome)).toMatchObject([{ refused: "CREDENTIAL_REPLAYED" }]);
  });

  it("stands for the network that registered with it until another one registers", async () => {
    await registered("good 1");
    const { subscriberDataManagement: sdm } = home;
    expect(await sdm.data(supi, "AM", abroad)).toMatchObject({ gpsis: [msisdn] });
    expect(await registered()).toMatchObject({ created: false });
    expect(await sdm.data(supi, "AM", atHome)).toMatchObject({ refused: "CREDENTIAL_MISSING" });
    await home.ueContextManagement.registerAmf(supi, amfOf(2), requestOf({ tlsIdentity: "amf.home" }, "good 2"));
    expect(await sdm.data(supi, "AM", abroad)).toMatchObject({ refused: "CREDENTIAL_MISSING" });
    expect(await sdm.data(supi, "AM", requestOf({ tlsIdentity: "amf.visited" }, "good 2"))).toMatchObject({
      refused: "CREDENTIAL_REPLAYED",
    });
    expect(await sdm.data(supi, "AM", requestOf({ tlsIdentity: "amf.visited" }, "good 3"))).toMatchObject({
      gpsis: [msisdn],
    });
  });

  it("speaks for nobody after a purge", async () => {
    await registered("good 1");
    await home.ueContextManagement.modifyAmf(supi, { guami: amfOf(1, visited).guami, purgeFlag: true }, abroad);
    expect(await home.subscriberDataManagement.data(supi, "AM", abroad)).toMatchObject({
      refused: "CREDENTIAL_MISSING",
    });
  });

  it("is checked when it is optional and given, and not looked at when it is off", async () => {
    home.credentials.answer = "optional";
    expect(await registered("forged 1")).toMatchObject({ refused: "CREDENTIAL_INVALID" });
    expect(await registered()).toMatchObject({ created: true });
    home.credentials.answer = "off";
    expect(await registered("forged 1")).toMatchObject({ created: false });
    // What was not checked permits nothing later.
    home.credentials.answer = "required";
    expect(await home.subscriberDataManagement.data(supi, "AM", abroad)).toMatchObject({
      refused: "CREDENTIAL_MISSING",
    });
  });
});

describe("SMSF and SMF registrations", () => {
  it("tell an SMS-GMSC where messages go, by MSISDN", async () => {
    const { ueContextManagement: uecm } = home;
    expect(await uecm.sendRoutingInfoSm(msisdn)).toMatchObject({ refused: "UNKNOWN_CONTEXT" });
    expect(await uecm.register(supi, "smsf-3gpp-access", smsf, atHome)).toMatchObject({ created: true });
    expect(await uecm.sendRoutingInfoSm(msisdn)).toEqual({ supi, smsf3Gpp: smsf });
    await uecm.register(supi, "smsf-non-3gpp-access", { ...smsf, smsfInstanceId: "smsf-2" }, atHome);
    expect(await uecm.sendRoutingInfoSm(supi)).toMatchObject({ smsfNon3Gpp: { smsfInstanceId: "smsf-2" } });
    expect(await uecm.sendRoutingInfoSm("msisdn-4930123456")).toMatchObject({ refused: "UNKNOWN_NUMBER" });
  });

  it("are removed by who made them", async () => {
    const { ueContextManagement: uecm } = home;
    expect(await uecm.deregister(supi, "smsf-3gpp-access", atHome)).toMatchObject({ refused: "UNKNOWN_CONTEXT" });
    await uecm.register(supi, "smsf-3gpp-access", smsf, atHome);
    expect(await uecm.deregister(supi, "smsf-3gpp-access", abroad)).toMatchObject({ refused: "NOT_AUTHORISED" });
    expect(await uecm.deregister(supi, "smsf-3gpp-access", atHome)).toBeUndefined();
    expect(await uecm.registration(supi, "smsf-3gpp-access", atHome)).toMatchObject({ refused: "UNKNOWN_CONTEXT" });
    expect(await uecm.deregister("imsi-00101", "smsf-3gpp-access", atHome)).toMatchObject({
      refused: "UNKNOWN_NUMBER",
    });
  });

  it("are listed together with the AMF", async () => {
    const { ueContextManagement: uecm } = home;
    const session = { smfInstanceId: "smf-1", pduSessionId: 5, plmnId: home9, dnn: "internet" };
    await uecm.register(supi, "smf-5", session, atHome);
    await uecm.register(supi, "smsf-3gpp-access", smsf, atHome);
    await uecm.registerAmf(supi, registration, atHome);
    expect(await uecm.registrations(supi, undefined, atHome)).toEqual({
      amf3Gpp: registration,
      smsf3Gpp: smsf,
      smfRegistration: { smfRegistrationList: [session] },
    });
    expect(
      await uecm.register(supi, "smf-6", { ...session, plmnId: { mcc: "310", mnc: "410" } }, atHome),
    ).toMatchObject({
      refused: "ROAMING_NOT_ALLOWED",
    });
  });
});
