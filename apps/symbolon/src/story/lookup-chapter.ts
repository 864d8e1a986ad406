import { readFileSync } from "node:fs";
import { Resolver } from "node:dns/promises";
import { join } from "node:path";
import { NbchfClient, parseTrust, verifyNumberOffline } from "@symbolon/client";
import { sampleSubscribers, type SampleSubscriber, unassignedImsi } from "../devnet/samples.ts";
import { enumDomain } from "../devnet/enum-domain.ts";
import { askMslookup } from "./ask-mslookup.ts";
import type { StoryStage } from "./story-stage.ts";

/** The same ledger, asked in other protocols; and an answer that needs no trust in who gave it. */
export async function lookupChapter(stage: StoryStage): Promise<void> {
  const { recorder, document, directory } = stage;
  const [foundry] = sampleSubscribers as readonly [SampleSubscriber];
  const asked = document.members.find(({ id }) => id === "harbour") ?? document.members[0];
  if (asked === undefined) return;
  await recorder.chapter("Lookups: the same ledger for a call, for 2G, and for people who trust nobody", async () => {
    await recorder.step("ENUM NAPTR", "P-CSCF", "BCHF of harbour", async () => {
      const resolver = new Resolver({ timeout: 2000, tries: 2 });
      resolver.setServers([asked.endpoints.enum ?? ""]);
      const [first] = await resolver.resolveNaptr(enumDomain(foundry.msisdn));
      return {
        answer: `+${foundry.msisdn}: ${first?.service} ${first?.regexp}`,
        expected: first?.regexp.includes("foundry.") === true,
      };
    });
    await recorder.step("mslookup gsup.hlr", "osmo-hlr", "BCHF of harbour", async () => {
      const answer = await askMslookup(asked.endpoints.mslookup ?? "", foundry.imsi);
      return { answer, expected: answer.includes(":") };
    });
    for (const [identifier, what] of [
      [`imsi-${foundry.imsi}`, "held by foundry"],
      [`imsi-${unassignedImsi}`, "held by nobody"],
    ] as const) {
      await recorder.step("Nbchf proof, verified offline", "anybody", "BCHF of harbour", async () => {
        const proof = await new NbchfClient({ baseUrl: asked.endpoints.bchf }).proof(identifier);
        const verdict = await verifyNumberOffline(
          proof,
          parseTrust(readFileSync(join(directory, document.trust))),
          identifier,
        );
        if (!verdict.valid) return { answer: `${verdict.reason}: ${verdict.message}`, expected: false };
        return { answer: `${identifier} ${what}: valid, ${proof.length} octets`, height: verdict.height };
      });
    }
  });
}
