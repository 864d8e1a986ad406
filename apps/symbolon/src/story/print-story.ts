import type { StoryChapter, StoryStep } from "./story-step.ts";

/** A chapter as text: a title, one line a step. */
export function chapterText({ title, steps }: StoryChapter): string {
  return `${title}\n${steps.map(stepText).join("\n")}\n`;
}

function stepText({ operation, from, to, answer, height, milliseconds, expected }: StoryStep): string {
  const mark = expected ? " " : "!";
  const parties = `${from} -> ${to}`;
  const where = height === undefined ? "" : `height ${height}, `;
  return ` ${mark} ${operation.padEnd(36)} ${parties.padEnd(36)} ${answer}  (${where}${milliseconds.toFixed(1)} ms)`;
}
