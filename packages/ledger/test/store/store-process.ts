import { LmdbStore } from "../../src/store/lmdb-store.ts";
import { blockOf, RECORDS_PER_BLOCK, wholeBlock } from "./blocks.ts";

/**
 * A process of its own that works on a store and says on standard output what it has done; tests kill it.
 * `write DIR`: commits one block after another, naming each height when `commit` has returned.
 * `fill DIR`: the same until it is refused, then reads what was there before.
 * `read DIR`: opens for reading, names what one turn sees.
 */
const [mode, directory] = process.argv.slice(2) as [string, string];

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function next(store: LmdbStore): number {
  const height = (store.height() ?? -1) + 1;
  store.commit(blockOf(height));
  return height;
}

try {
  const store = new LmdbStore({ directory, readOnly: mode === "read" });
  if (mode === "write") {
    // The turn ends between blocks, so that the lines are written before the kill.
    const step = (): void => {
      say(`committed ${next(store)}`);
      setImmediate(step);
    };
    step();
  } else if (mode === "fill") {
    try {
      for (;;) next(store);
    } catch (error) {
      say(`refused ${(error as { code?: string }).code}`);
    }
    const height = store.height() as number;
    say(`holds ${height} ${wholeBlock(store, height) ? RECORDS_PER_BLOCK : "not whole"}`);
    await store[Symbol.asyncDispose]();
  } else {
    const height = store.height() as number;
    say(`reads ${height} ${wholeBlock(store, height) ? RECORDS_PER_BLOCK : "not whole"}`);
    await store[Symbol.asyncDispose]();
  }
} catch (error) {
  say(`failed ${(error as { code?: string }).code} ${(error as Error).message}`);
}
