import type { StoryChapter, StoryStep } from "./story-step.ts";

/** What a step did, for its line. */
export interface StepAnswer {
  readonly answer: string;
  readonly height?: number;
  /** False when this is not what had to happen. */
  readonly expected?: boolean;
}

/** Collects the story and hands each chapter on when it ends. */
export class StoryRecorder {
  readonly #onChapter: (chapter: StoryChapter) => void;
  readonly #chapters: StoryChapter[] = [];
  #steps: StoryStep[] = [];

  constructor(onChapter: (chapter: StoryChapter) => void) {
    this.#onChapter = onChapter;
  }

  get chapters(): readonly StoryChapter[] {
    return this.#chapters;
  }

  /** Plays one chapter; its steps are those recorded meanwhile. */
  async chapter(title: string, play: () => Promise<void>): Promise<void> {
    this.#steps = [];
    await play();
    const chapter = { title: `${this.#chapters.length + 1}. ${title}`, steps: this.#steps };
    this.#chapters.push(chapter);
    this.#onChapter(chapter);
  }

  /** One step: what it answers, or why it failed, is its line. */
  async step(operation: string, from: string, to: string, perform: () => Promise<StepAnswer>): Promise<void> {
    const startedAt = performance.now();
    const outcome = await attempt(perform);
    this.add({ operation, from, to, expected: true, ...outcome, milliseconds: performance.now() - startedAt });
  }

  add(step: StoryStep): void {
    this.#steps.push(step);
  }
}

async function attempt(perform: () => Promise<StepAnswer>): Promise<StepAnswer> {
  try {
    return await perform();
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    const message = error instanceof Error ? error.message : String(error);
    return { answer: `${typeof code === "string" ? `${code}: ` : ""}${message}`, expected: false };
  }
}
