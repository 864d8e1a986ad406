import type { MemberSession } from "../connection/member-session.ts";
import type { DevnetDocument } from "../devnet/devnet-document.ts";
import type { StoryRecorder } from "./story-recorder.ts";

/** What the chapters of the story play with. */
export interface StoryStage {
  readonly directory: string;
  readonly document: DevnetDocument;
  readonly recorder: StoryRecorder;
  /** A member's configuration, node and copy of the state. */
  readonly member: (id: string) => MemberSession;
}
