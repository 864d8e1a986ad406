import { join } from "node:path";
import type { NumberKind } from "@symbolon/base";
import { toBase64Url } from "@symbolon/base";
import { findRange, findSuciRoute } from "@symbolon/contracts/numbers";
import type { MemberApi } from "../connection/member-api.ts";
import { type SampleSubscriber, sampleSubscribers } from "../devnet/samples.ts";
import { type NumberBlocks, SHARED_PLMN, blocks } from "../devnet/topology.ts";
import { userSigner } from "../devnet/user-keys.ts";
import { openAccountsAndWait } from "../numbers/open-accounts.ts";
import { reached, recordApplication } from "../numbers/operations.ts";
import { injectPlan } from "../plan-file/inject-plan.ts";
import { readPlanFile } from "../plan-file/read-plan-file.ts";
import type { StoryStage } from "./story-stage.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../examples");
/** Numbers of each kind that every network asks for. */
export const NUMBERS_PER_NETWORK = 300;
/** Minor units that every network may owe the number buyer. */
const CREDIT = "1000000";

/** S1001 to S1005: the pool, the applications, the accounts, the records. What is there already is left as it is. */
export async function numbersChapter(stage: StoryStage): Promise<void> {
  await stage.recorder.chapter("Numbers: one pool, three networks that share PLMN 315-010", async () => {
    const applied = await fillPool(stage);
    if (!applied) return;
    await Promise.all(blocks.map((block) => settle(stage, block)));
  });
}

/** @returns whether there is anything left to do for the networks */
async function fillPool(stage: StoryStage): Promise<boolean> {
  const { recorder } = stage;
  const { state, api } = stage.member("alliance");
  for (const kind of ["imsi", "msisdn"] as const) {
    await recorder.step("S1001 inject", "alliance", "ledger", async () => {
      const { rows } = readPlanFile(join(EXAMPLES, `alliance-${kind}.csv`));
      const { injected, present } = await injectPlan(kind, rows, { api, state });
      return { answer: `${kind}: ${injected} ranges injected, ${present} were there`, height: state.head().height };
    });
  }
  for (const { member } of blocks) {
    const receipt = await api.call("settlement", "setCreditLimit", { member, currency: "USD", limit: CREDIT });
    await reached(stage.member(member).state, receipt.height);
  }
  return blocks.some(({ imsi }) => findRange(state, "imsi", imsi.start)?.status !== "recorded");
}

async function settle(stage: StoryStage, block: NumberBlocks): Promise<void> {
  const sample = sampleSubscribers.find(({ member }) => member === block.member) as SampleSubscriber;
  const imsi = await apply(stage, block, "imsi");
  const msisdn = await apply(stage, block, "msisdn");
  if (imsi === undefined || msisdn === undefined) return;
  await open(stage, block, imsi, msisdn);
  await record(stage, block, "imsi", imsi, sample);
  await record(stage, block, "msisdn", msisdn, sample);
  await claimSuci(stage, sample);
}

async function apply(
  { recorder, member }: StoryStage,
  block: NumberBlocks,
  kind: NumberKind,
): Promise<string | undefined> {
  const { api, state } = member(block.member);
  let application: string | undefined;
  await recorder.step("S1002 apply", block.member, "ledger", async () => {
    const { start } = block[kind];
    const wishes = { kind, length: start.length, count: NUMBERS_PER_NETWORK, start, contiguous: true };
    const { result, height } = await api.call("numbers", "apply", wishes);
    const granted = result as unknown as { readonly application: string; readonly granted: number };
    application = granted.application;
    await reached(state, height);
    return { answer: `${kind}: asked ${NUMBERS_PER_NETWORK}, given ${granted.granted} from ${start}`, height };
  });
  return application;
}

async function open(
  { recorder, member }: StoryStage,
  block: NumberBlocks,
  imsi: string,
  msisdn: string,
): Promise<void> {
  const { api, state } = member(block.member);
  await recorder.step("S1003 open", block.member, "own AuC and UDM", async () => {
    const ranges = [{ start: block.imsi.start, end: lastOf(block.imsi.start) }];
    const { opened } = await openAccountsAndWait(
      api,
      { application: imsi, ranges, msisdns: block.msisdn.start },
      () => undefined,
    );
    const { height } = await api.call("numbers", "open", { application: msisdn });
    await reached(state, height);
    return { answer: `${opened} accounts with keys, telephone numbers and the basic package`, height };
  });
}

async function record(
  { recorder, member }: StoryStage,
  block: NumberBlocks,
  kind: NumberKind,
  application: string,
  { credentialPolicy }: SampleSubscriber,
): Promise<void> {
  const session = member(block.member);
  await recorder.step("S1004 record", block.member, "ledger", async () => {
    // Calls and messages carry no credential: who demands one for its telephone numbers cannot be called.
    const policy = kind === "imsi" ? credentialPolicy : "optional";
    const options = { endpoint: ["udm", "hlr"], policy } as const;
    const { result, height } = await recordApplication(application, options, session);
    const { numbers, fees } = result as unknown as {
      readonly numbers: number;
      readonly fees: Readonly<Record<string, string>>;
    };
    const fee = Object.values(fees).join(" + ");
    return { answer: `${kind}: ${numbers} numbers at UDM of ${block.member}, occupation ${fee} cents settled`, height };
  });
}

/** The sample's user key and the SUCI routing of its network. */
async function claimSuci({ recorder, member, directory }: StoryStage, sample: SampleSubscriber): Promise<void> {
  const { api, state } = member(sample.member);
  const tuple = {
    mcc: SHARED_PLMN.slice(0, 3),
    mnc: SHARED_PLMN.slice(3),
    routingIndicator: sample.routingIndicator,
    homeNetworkKeyId: 1,
  };
  if (findSuciRoute(state, tuple) !== undefined) return;
  await recorder.step("S1004 record", sample.member, "ledger", async () => {
    const { suite, spki } = await userSigner(directory, sample.imsi);
    const overlay = { number: sample.imsi, index: "subscriber-1", userKey: { suite, spki: toBase64Url(spki) } };
    await api.call("numbers", "setOverlays", { kind: "imsi", overlays: [overlay] });
    const { height } = await claim(api, tuple, sample);
    return { answer: `user key of ${sample.imsi}; SUCI routing indicator ${sample.routingIndicator}, key 1`, height };
  });
}

function claim(api: MemberApi, tuple: object, { imsi }: SampleSubscriber) {
  return api.call("numbers", "claimSuci", { ...tuple, endpoint: "udm", imsi });
}

function lastOf(start: string): string {
  return String(Number(start) + NUMBERS_PER_NETWORK - 1).padStart(start.length, "0");
}
