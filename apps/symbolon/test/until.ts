import { setTimeout as pause } from "node:timers/promises";
import { deadlines } from "./deadlines.ts";

const LOOK_EVERY_MS = 50;

/** Looks until there is something to see, and returns it. @param what names the condition when the deadline passes */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  deadline: number = deadlines.condition,
): Promise<Value> {
  const end = performance.now() + deadline;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`${what}: not so within ${deadline} ms`);
    await pause(LOOK_EVERY_MS);
  }
}
