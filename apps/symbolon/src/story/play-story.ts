import { lookupChapter } from "./lookup-chapter.ts";
import { numbersChapter } from "./numbers-chapter.ts";
import { registrationChapters } from "./registration-chapters.ts";
import { settlementChapter } from "./settlement-chapter.ts";
import type { StoryStage } from "./story-stage.ts";

/** The whole story, in order. It can be played again on the state that it left. */
export async function playStory(stage: StoryStage): Promise<void> {
  await numbersChapter(stage);
  await registrationChapters(stage);
  await lookupChapter(stage);
  await settlementChapter(stage);
}
