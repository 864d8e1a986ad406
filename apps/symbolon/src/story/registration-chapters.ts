import type { RegistrationOutcome } from "@symbolon/visited-network";
import { sampleSubscribers, type SampleSubscriber, unassignedImsi } from "../devnet/samples.ts";
import { userSigner } from "../devnet/user-keys.ts";
import type { StoryRecorder } from "./story-recorder.ts";
import type { StoryStage } from "./story-stage.ts";
import { visit } from "./visit.ts";

const VISITED = "harbour";

/** S701 to S709, three times: served, refused, served with the user's permission; and a number that nobody holds. */
export async function registrationChapters(stage: StoryStage): Promise<void> {
  const { recorder, directory } = stage;
  const [foundry, , campus] = sampleSubscribers as readonly [SampleSubscriber, SampleSubscriber, SampleSubscriber];
  await recorder.chapter(
    "Registration: a phone of foundry in the network of harbour, its IMSI concealed (5G AKA)",
    async () => {
      const outcome = await visit(stage, { subscriber: foundry, visited: VISITED, concealed: true, localFirst: true });
      record(recorder, outcome, true);
    },
  );
  await recorder.chapter(
    "Registration: campus lets nobody serve its phones without their user's credential",
    async () => {
      record(recorder, await visit(stage, { subscriber: campus, visited: VISITED, concealed: false }), false);
    },
  );
  await recorder.chapter("Registration: the same phone, its user signs a credential for harbour", async () => {
    const user = await userSigner(directory, campus.imsi);
    record(recorder, await visit(stage, { subscriber: campus, visited: VISITED, concealed: false, user }), true);
  });
  await recorder.chapter("Registration: a number of the shared network code that nobody holds", async () => {
    const stranger = { ...foundry, imsi: unassignedImsi };
    record(recorder, await visit(stage, { subscriber: stranger, visited: VISITED, concealed: false }), false);
  });
}

/** The steps of a registration; its last one tells whether it ended as it must. */
function record(recorder: StoryRecorder, { accepted, trace }: RegistrationOutcome, wanted: boolean): void {
  for (const [index, step] of trace.entries()) {
    const isLast = index === trace.length - 1;
    recorder.add({ ...step, expected: !isLast || accepted === wanted });
  }
}
