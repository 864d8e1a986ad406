// Allocates sequence numbers without end and prints each one once it was given out; killed by its test.
import { openTestStore, systemRandom } from "./test-store.ts";

const [path = "", supi = ""] = process.argv.slice(2);
const store = await openTestStore(path);

async function allocateForEver(): Promise<void> {
  for (;;) {
    const allocation = await store.authentication.allocate(supi, [systemRandom.bytes(16)], Number.MAX_SAFE_INTEGER);
    if (allocation === undefined || allocation === "exhausted") throw new Error("nothing was allocated");
    process.stdout.write(`${allocation.firstSeq}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, allocateForEver));
