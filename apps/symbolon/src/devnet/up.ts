import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadMemberConfig } from "@symbolon/member/config";
import { MemberApi } from "../connection/member-api.ts";
import type { MemberSession } from "../connection/member-session.ts";
import type { ConsoleOutput } from "../console/console-output.ts";
import { symbolonErrors } from "../errors.ts";
import { untilSignal } from "../node/until-signal.ts";
import { chapterText } from "../story/print-story.ts";
import { playStory } from "../story/play-story.ts";
import { StoryRecorder } from "../story/story-recorder.ts";
import type { StoryStage } from "../story/story-stage.ts";
import { createDevnet, devnetFiles } from "./create-devnet.ts";
import { describeDevnet } from "./describe-devnet.ts";
import { devnetShape } from "./find-devnet.ts";
import { type DevnetDocument, readDevnetDocument, writeDevnetDocument } from "./devnet-document.ts";
import { Devnet } from "./start-devnet.ts";
import { worthTrying } from "./worth-trying.ts";

export interface UpOptions {
  readonly directory: string;
  /** As the devnet in the directory has it, unless given. */
  readonly portBase?: number | undefined;
  readonly members?: number | undefined;
  readonly once: boolean;
  readonly reset: boolean;
}

/** `symbolon up`: a consortium on this machine, its story, then it stays up. */
export async function up(options: UpOptions, output: ConsoleOutput): Promise<void> {
  const { directory } = options;
  const startedAt = performance.now();
  const { portBase, participants } = devnetShape(options);
  if (options.reset) removeDevnet(directory);
  if (!existsSync(join(directory, devnetFiles.genesis))) await createDevnet({ directory, portBase, participants });
  const stopped = options.once ? undefined : untilSignal();
  await using devnet = await Devnet.start(directory, participants);
  const document = describeDevnet(devnet, participants, portBase);
  output.line(
    `symbolon: ${participants.length} members on loopback keep the ledger ${document.ledger} (${document.engine}), ${seconds(startedAt)} s\n`,
  );
  const recorder = new StoryRecorder((chapter) => {
    output.line(chapterText(chapter));
  });
  await tell(devnet, document, recorder);
  writeDevnetDocument(directory, { ...document, height: devnet.node("alliance").ledger.status().height });
  const failed = recorder.chapters.flatMap(({ steps }) => steps).filter(({ expected }) => !expected);
  output.line(worthTrying(directory, readDevnetDocument(directory)));
  output.line(`symbolon: ready (${seconds(startedAt)} s)`);
  if (failed.length > 0)
    throw symbolonErrors.error(
      "STORY_FAILED",
      `${failed.length} steps of the story did not end as they must: ${failed.map(({ operation, answer }) => `${operation}: ${answer}`).join("; ")}`,
    );
  if (output.json) output.answer({ directory, devnet: readDevnetDocument(directory), story: recorder.chapters }, "");
  await stopped;
}

/** @throws WRONG_USAGE for a directory that holds something else */
function removeDevnet(directory: string): void {
  if (!existsSync(directory)) return;
  if (!existsSync(join(directory, devnetFiles.genesis)) || !existsSync(join(directory, devnetFiles.trust))) {
    throw symbolonErrors.error("WRONG_USAGE", `${directory} does not look like a devnet: --reset does not delete it`);
  }
  rmSync(directory, { recursive: true });
}

async function tell(devnet: Devnet, document: DevnetDocument, recorder: StoryRecorder): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const sessions = new Map<string, MemberSession>();
  for (const [id, { ledger }] of devnet.nodes) {
    const config = loadMemberConfig({
      file: join(devnet.directory, id, devnetFiles.config),
      environment: {},
      options: {},
    });
    sessions.set(id, { config, state: ledger.state, api: resources.use(await MemberApi.open(config)) });
  }
  const stage: StoryStage = {
    directory: devnet.directory,
    document,
    recorder,
    member(id) {
      const session = sessions.get(id);
      if (session === undefined) throw new RangeError(`the devnet has no member ${id}`);
      return session;
    },
  };
  await playStory(stage);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
