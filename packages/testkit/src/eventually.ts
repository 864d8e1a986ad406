/** Milliseconds after which a condition that a test waits for counts as missed. */
const DEADLINE_MS = 10_000;

/** Waits until a condition holds, looking again after each turn of the event loop. */
export async function eventually(condition: () => boolean, deadline = DEADLINE_MS): Promise<void> {
  const end = performance.now() + deadline;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not so within ${deadline} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
