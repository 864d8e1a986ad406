import { SymbolonError } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { StoryRecorder } from "./story-recorder.ts";
import type { StoryChapter } from "./story-step.ts";

function record() {
  const told: StoryChapter[] = [];
  return { told, recorder: new StoryRecorder((chapter) => told.push(chapter)) };
}

describe("the story of a devnet", () => {
  it("is told chapter by chapter, each with its own steps and number", async () => {
    const { told, recorder } = record();
    await recorder.chapter("Numbers", () =>
      recorder.step("S1002 apply", "foundry", "ledger", async () => ({ answer: "given 300", height: 7 })),
    );
    await recorder.chapter("Settlement", async () => {});
    expect(told.map(({ title }) => title)).toEqual(["1. Numbers", "2. Settlement"]);
    expect(told[0]?.steps).toEqual([
      {
        operation: "S1002 apply",
        from: "foundry",
        to: "ledger",
        answer: "given 300",
        height: 7,
        expected: true,
        milliseconds: expect.any(Number) as number,
      },
    ]);
    expect(told[1]?.steps).toEqual([]);
    expect(recorder.chapters).toEqual(told);
  });

  it("goes on after a step that failed, and does not call that expected", async () => {
    const { recorder } = record();
    const refused = () => Promise.reject(new SymbolonError("CREDIT_LIMIT_EXCEEDED", "too much is owed", ""));
    await recorder.chapter("Numbers", async () => {
      await recorder.step("S1004 record", "foundry", "ledger", refused);
      await recorder.step("S1004 record", "foundry", "ledger", () => Promise.reject(new Error("broken")));
      await recorder.step("sum of all accounts", "anybody", "ledger", async () => ({ answer: "1", expected: false }));
      await recorder.step("S1002 apply", "foundry", "ledger", async () => ({ answer: "given" }));
    });
    const outcomes = recorder.chapters[0]?.steps.map(({ answer, expected }) => [answer, expected]);
    expect(outcomes).toEqual([
      ["CREDIT_LIMIT_EXCEEDED: too much is owed", false],
      ["broken", false],
      ["1", false],
      ["given", true],
    ]);
  });
});
