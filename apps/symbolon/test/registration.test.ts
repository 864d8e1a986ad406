import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoryKeyStore, type Signer } from "@symbolon/crypto";
import { systemClock } from "@symbolon/member";
import { loadMemberConfig } from "@symbolon/member/config";
import { fiveGmmCauses, type Terminal } from "@symbolon/terminal";
import type { RegistrationOutcome } from "@symbolon/visited-network";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemberApi } from "../src/connection/member-api.ts";
import { devnetFiles } from "../src/devnet/create-devnet.ts";
import { sampleSubscribers, type SampleSubscriber, unassignedImsi } from "../src/devnet/samples.ts";
import { userSigner } from "../src/devnet/user-keys.ts";
import { RunningDevnet } from "./running-devnet.ts";
import { until } from "./until.ts";
import { type Card, type NetworkWishes, openNetwork, terminalWith } from "./visitors.ts";

const [foundry, harbour, campus] = sampleSubscribers as readonly [SampleSubscriber, SampleSubscriber, SampleSubscriber];
const FOREIGN_PLMN = "310260";
const UNWANTED_PLMN = "310410";
const QUERY = "Nbchf_Routing_Query";

let devnet: RunningDevnet;

beforeAll(async () => {
  devnet = await RunningDevnet.start({
    prepare: (files) => {
      for (const file of files.filter((name) => name.includes("foundry"))) {
        const text = readFileSync(file, "utf8");
        const plmn = 'plmn: "315010"';
        if (!text.includes(plmn)) throw new Error(`${file} names no PLMN`);
        writeFileSync(file, text.replace(plmn, `${plmn}\n  roaming: ["${FOREIGN_PLMN}"]`));
      }
    },
  });
});

afterAll(async () => {
  await devnet[Symbol.asyncDispose]();
});

async function register(terminal: Terminal, wishes: Partial<NetworkWishes> = {}): Promise<RegistrationOutcome> {
  await using network = await openNetwork(devnet, { member: "harbour", ...wishes });
  return await network.register(terminal);
}

function answers({ trace }: RegistrationOutcome, operation: string): readonly string[] {
  return trace.filter((step) => step.operation === operation).map(({ answer }) => answer);
}

describe("registration of a visitor (S701 to S709)", () => {
  it("ends in the subscriber's data from home", async () => {
    const outcome = await register(terminalWith(foundry));
    expect(outcome).toMatchObject({
      accepted: true,
      supi: { digits: foundry.imsi },
      udm: devnet.member("foundry").endpoints.sbiTls,
      data: { "am-data": { subscribedUeAmbr: { downlink: "200 Mbps" } } },
    });
    expect(answers(outcome, "Nudm_UECM_Registration")).toHaveLength(1);
  });

  it("asks the own UDM first where that is wished: enough for an own subscriber, not for a visitor", async () => {
    const own = await register(terminalWith(harbour), { localFirst: true });
    expect(own.accepted).toBe(true);
    expect(answers(own, QUERY)).toEqual([]);
    const visitor = await register(terminalWith(foundry), { localFirst: true });
    expect(visitor.accepted).toBe(true);
    expect(answers(visitor, "Nausf_UEAuthentication_Authenticate")[0]).toMatch(/^404 /);
    expect(answers(visitor, QUERY)).toHaveLength(1);
  });

  it("resynchronises with a USIM that is ahead", async () => {
    const outcome = await register(terminalWith(foundry, { seen: 5_000_000 }));
    expect(outcome.accepted).toBe(true);
    expect(answers(outcome, "Authentication Request")).toEqual([
      `Authentication Failure, 5GMM cause ${fiveGmmCauses.synchFailure}`,
      "Authentication Response",
    ]);
    expect((await register(terminalWith(foundry, { seen: 5_000_000 }))).accepted).toBe(true);
  });

  it("is refused by a terminal whose K is another: the network is none of its own", async () => {
    const outcome = await register(terminalWith({ ...foundry, k: campus.k }));
    expect(outcome).toMatchObject({ accepted: false, cause: fiveGmmCauses.illegalUe });
    expect(answers(outcome, "Authentication Request")).toEqual([
      `Authentication Failure, 5GMM cause ${fiveGmmCauses.macFailure}`,
    ]);
    expect(answers(outcome, "Nudm_UECM_Registration")).toEqual([]);
  });

  it("is refused for a number that nobody holds", async () => {
    const outcome = await register(terminalWith({ ...foundry, imsi: unassignedImsi }));
    expect(outcome).toMatchObject({ accepted: false, cause: fiveGmmCauses.fiveGsServicesNotAllowed });
    expect(answers(outcome, QUERY)).toEqual(["404 USER_NOT_FOUND"]);
  });

  it("is refused for a number that is reserved, but has neither an account nor a record", async () => {
    const { application } = (
      await devnet.json("numbers", "apply", "--kind", "imsi", "--count", "2", "--member", "harbour")
    ).answer as { readonly application: string };
    expect((await devnet.run("numbers", "open", application, "--accounts", "1", "--member", "harbour")).status).toBe(0);
    const recorded = await devnet.run("numbers", "record", application, "--endpoint", "udm", "--member", "harbour");
    const imsi = "315010000200301";
    const outcome = await register(terminalWith({ ...harbour, imsi }), { member: "foundry" });
    expect({ recorded: recorded.status, accepted: outcome.accepted }).toEqual({ recorded: 0, accepted: false });
    expect(answers(outcome, QUERY)).toEqual(["404 USER_NOT_FOUND"]);
  });

  it("is refused in a network that the home has no agreement with, and served in one that it has", async () => {
    expect((await register(terminalWith(foundry), { plmn: FOREIGN_PLMN })).accepted).toBe(true);
    const outcome = await register(terminalWith(foundry), { plmn: UNWANTED_PLMN });
    expect(outcome).toMatchObject({ accepted: false, cause: fiveGmmCauses.plmnNotAllowed });
  });

  it("serves a subscriber of EAP-AKA'", async () => {
    const card = await openEapSubscriber();
    const outcome = await register(terminalWith(card));
    expect(outcome).toMatchObject({ accepted: true, supi: { digits: card.imsi } });
    expect(answers(outcome, "Nausf_UEAuthentication_Authenticate")).toEqual(["201 EAP_AKA_PRIME"]);
    const forged = await register(terminalWith({ ...card, k: campus.k }));
    expect(forged.accepted).toBe(false);
  });
});

describe("the user's credential, where the holder demands one", () => {
  let user: Signer;

  beforeAll(async () => {
    user = await userSigner(devnet.directory, campus.imsi);
  });

  it("admits its user", async () => {
    const outcome = await register(terminalWith(campus, { user }), { credentials: true });
    expect(outcome).toMatchObject({ accepted: true, supi: { digits: campus.imsi } });
  });

  it("is missed", async () => {
    const outcome = await register(terminalWith(campus));
    expect(outcome).toMatchObject({ accepted: false, cause: fiveGmmCauses.fiveGsServicesNotAllowed });
    expect(answers(outcome, QUERY)).toEqual(["401 CREDENTIAL_MISSING"]);
  });

  it("is not taken with another key's signature", async () => {
    await using keys = new MemoryKeyStore();
    const stranger = await keys.signer((await keys.generate("EdDSA", "stranger")).id);
    const outcome = await register(terminalWith(campus, { user: stranger }), { credentials: true });
    expect(outcome.accepted).toBe(false);
    expect(answers(outcome, QUERY)).toEqual(["403 CREDENTIAL_INVALID"]);
  });

  it("is not taken once it has expired", async () => {
    const clock = { ...systemClock, now: () => systemClock.now() - 3_600_000 };
    const outcome = await register(terminalWith(campus, { user, clock }), { credentials: true });
    expect(outcome.accepted).toBe(false);
    expect(answers(outcome, QUERY)).toEqual([expect.stringMatching(/^40[13] CREDENTIAL_EXPIRED$/)]);
  });

  it("is not taken when it was made out to another network", async () => {
    const terminal = terminalWith(campus, { user });
    const credential = terminal.credential.bind(terminal);
    terminal.credential = () => credential("foundry.symbolon.test");
    const outcome = await register(terminal, { credentials: true });
    expect(outcome.accepted).toBe(false);
    expect(answers(outcome, QUERY)).toEqual(["403 CREDENTIAL_INVALID"]);
  });

  it("serves once: the home refuses it when it comes again", async () => {
    const terminal = terminalWith(campus, { user });
    const credential = await terminal.credential("harbour.symbolon.test");
    terminal.credential = () => Promise.resolve(credential);
    expect((await register(terminal, { credentials: true })).accepted).toBe(true);
    const again = await register(terminal, { credentials: true });
    expect(again.accepted).toBe(false);
    expect(answers(again, "Nudm_UECM_Registration")).toEqual([expect.stringContaining("CREDENTIAL_REPLAYED")]);
  });
});

describe("a suspended member's subscriber", () => {
  it("is refused, and served again when it is reinstated", async () => {
    const vote = async (...words: readonly string[]) => {
      const { answer } = await devnet.json("members", ...words);
      const { proposal } = answer as { readonly proposal: string };
      for (const member of ["foundry", "harbour"]) await devnet.run("members", "approve", proposal, "--member", member);
    };
    await vote("suspend", "campus", "--reason", "a test");
    const user = await userSigner(devnet.directory, campus.imsi);
    const outcome = await until("harbour refuses", async () => {
      const seen = await register(terminalWith(campus, { user }), { credentials: true });
      return seen.accepted ? undefined : seen;
    });
    expect(outcome).toMatchObject({ cause: fiveGmmCauses.fiveGsServicesNotAllowed });
    expect(answers(outcome, QUERY)).toEqual(["403 ACCESS_NOT_ALLOWED"]);
    await vote("reinstate", "campus", "--reason", "the test is over");
    await until("campus is served again", async () => {
      return (await register(terminalWith(campus, { user }), { credentials: true })).accepted;
    });
  });
});

/** An account of foundry for EAP-AKA', opened by its management service; its card as the order delivers it. */
async function openEapSubscriber(): Promise<Card> {
  const { application, ranges } = (
    await devnet.json("numbers", "apply", "--kind", "imsi", "--count", "1", "--member", "foundry")
  ).answer as {
    readonly application: string;
    readonly ranges: readonly { readonly start: string; readonly end: string }[];
  };
  const file = join(devnet.directory, "foundry", devnetFiles.config);
  await using api = await MemberApi.open(loadMemberConfig({ file, environment: {}, options: {} }));
  const terms = { package: "basic", method: "EAP_AKA_PRIME", algorithm: "milenage", amf: "8000" };
  await api.post("accounts", { application, imsis: ranges, ...terms }, "eap-order");
  await until("the account is open", async () => {
    const { opened, failure } = await api.get("/accounts/orders/eap-order");
    if (failure !== undefined) throw new Error(JSON.stringify(failure));
    return opened === 1;
  });
  expect((await devnet.run("numbers", "record", application, "--endpoint", "udm", "--member", "foundry")).status).toBe(
    0,
  );
  const cards = readFileSync(join(devnet.directory, "foundry/cards/eap-order.csv"), "utf8");
  const [imsi = "", k = "", opc = ""] = cards.trim().split("\n")[1]?.split(",") ?? [];
  expect(imsi).toBe(ranges[0]?.start);
  return { imsi, k, opc };
}
