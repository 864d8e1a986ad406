import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { utf8 } from "@symbolon/base";
import { storeBatch, storeCompliance } from "@symbolon/testkit/store-compliance";
import { afterAll, describe, expect, it } from "vitest";
import { blockOf, RECORDS_PER_BLOCK, wholeBlock } from "../../test/store/blocks.ts";
import { LmdbFile, type LmdbMeta } from "./lmdb-file.ts";
import { LmdbStore } from "./lmdb-store.ts";

const base = mkdtempSync(join(tmpdir(), "symbolon-store-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const newDirectory = (): string => mkdtempSync(join(base, "s"));
const dataFile = (directory: string): string => join(directory, "data.mdb");
const storeProcess = fileURLToPath(new URL("../../test/store/store-process.ts", import.meta.url));
const refusedWith = (code: string): unknown => expect.objectContaining({ code });

storeCompliance("lmdb", () => {
  const directory = newDirectory();
  const store = new LmdbStore({ directory });
  const reopen = async () => {
    await store[Symbol.asyncDispose]();
    return new LmdbStore({ directory });
  };
  return Promise.resolve({ store, reopen });
});

/** A store of some blocks, closed. */
async function written(blocks: number): Promise<string> {
  const directory = newDirectory();
  await using store = new LmdbStore({ directory });
  for (let height = 0; height < blocks; height += 1) store.commit(blockOf(height));
  return directory;
}

interface Finished {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

/** Runs a process on a store. @param until kills it (-9) at the first line for which this is true */
async function run(mode: string, directory: string, until?: (line: string) => boolean, shell = ""): Promise<Finished> {
  const command = `${shell} exec "$0" "$@"`;
  const child = spawn("/bin/sh", ["-c", command, process.execPath, storeProcess, mode, directory]);
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (until?.(line) === true) child.kill("SIGKILL");
  }
  const [, signal] = await exited;
  return { lines, signal };
}

describe("LmdbStore", () => {
  it("keeps what was committed, and nothing else, through kill -9 at any moment", async () => {
    const directory = newDirectory();
    let height = -1;
    for (let kill = 0; kill < 3; kill += 1) {
      const last = height + 3 + kill * 2;
      const { lines, signal } = await run("write", directory, (line) => line === `committed ${last}`);
      expect(signal).toBe("SIGKILL");
      const named = Number(lines.at(-1)?.slice("committed ".length));
      await using store = new LmdbStore({ directory });
      height = store.height() as number;
      expect(height).toBeGreaterThanOrEqual(named);
      expect(wholeBlock(store, height)).toBe(true);
    }
  }, 30_000);

  it("is read by another process while it is written: each turn sees one height, a later turn a newer one", async () => {
    const directory = await written(1);
    await using reader = new LmdbStore({ directory, readOnly: true });
    const seen: number[] = [];
    const halves: number[] = [];
    const { signal } = await run("write", directory, () => {
      const height = reader.height() as number;
      seen.push(height);
      if (!wholeBlock(reader, height)) halves.push(height);
      return new Set(seen).size > 10;
    });
    expect(signal).toBe("SIGKILL");
    expect(halves).toEqual([]);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect((await run("read", directory)).lines[0]).toMatch(new RegExp(`^reads [0-9]+ ${RECORDS_PER_BLOCK}$`));
  }, 30_000);

  it("refuses to map a truncated file and names it: no process dies of it", async () => {
    for (const share of [0.95, 0.05]) {
      const directory = await written(60);
      const path = dataFile(directory);
      truncateSync(path, Math.floor(statSync(path).size * share));
      for (const mode of ["read", "write"]) {
        const { lines, signal } = await run(mode, directory);
        expect(signal).toBeNull();
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(/^failed STORE_CORRUPT .*data\.mdb/);
      }
    }
  }, 30_000);

  it("refuses a data file that is gone, empty or something else", async () => {
    const damages: readonly ((path: string) => void)[] = [
      (path) => rmSync(path),
      (path) => truncateSync(path, 0),
      (path) => writeFileSync(path, Buffer.alloc(100_000, 7)),
      (path) => writeFileSync(path, readFileSync(path).fill(0, 0, 9000)),
    ];
    for (const damage of damages) {
      const directory = await written(2);
      damage(dataFile(directory));
      expect(() => new LmdbStore({ directory })).toThrow(refusedWith("STORE_CORRUPT"));
    }
  });

  it("opens a sound file that is short of free pages only, as a kill may leave it", async () => {
    const directory = newDirectory();
    await using store = new LmdbStore({ directory });
    const big = Buffer.alloc(40_000, 1);
    for (let height = 0; height < 400; height += 1) {
      const entries = Array.from(
        { length: 12 },
        (_, n) =>
          [
            `k/${(height * 31 + n * 7) % 97}`,
            (height + n) % 3 === 0 ? undefined : big.subarray(0, 1 + ((height * n * 977) % 39_000)),
          ] as const,
      );
      store.commit(storeBatch(height, { state: new Map(entries) }));
      const copy = newDirectory();
      copyFileSync(dataFile(directory), dataFile(copy));
      const claimed = cutFreePages(dataFile(copy));
      if (claimed === undefined) continue;
      await using opened = new LmdbStore({ directory: copy });
      expect(opened.height()).toBe(height);
      expect([...opened.scan("")]).toEqual([...store.scan("")]);
      expect(statSync(dataFile(copy)).size).toBe(claimed.claimedLength);
      return;
    }
    expect.unreachable("no commit left free pages at the end of the file");
  });

  it("says that the disk is full, loses nothing, reads on, and writes again when there is room", async () => {
    const directory = await written(1);
    const { lines } = await run("fill", directory, undefined, "ulimit -f 6000;");
    expect(lines[0]).toBe("refused STORE_FULL");
    expect(lines[1]).toMatch(new RegExp(`^holds [0-9]+ ${RECORDS_PER_BLOCK}$`));
    await using store = new LmdbStore({ directory });
    const height = store.height() as number;
    expect(height).toBe(Number(lines[1]?.split(" ")[1]));
    expect(wholeBlock(store, height)).toBe(true);
    store.commit(blockOf(height + 1));
    expect(wholeBlock(store, height + 1)).toBe(true);
  }, 30_000);

  it("writes nowhere when opened for reading, and only where there is a store", async () => {
    const directory = await written(1);
    await using store = new LmdbStore({ directory, readOnly: true });
    expect(() => store.commit(storeBatch(9))).toThrow(refusedWith("STORE_READ_ONLY"));
    expect(() => store.load({})).toThrow(refusedWith("STORE_READ_ONLY"));
    expect(() => new LmdbStore({ directory: join(base, "nowhere"), readOnly: true })).toThrow(
      refusedWith("STORE_MISSING"),
    );
  });

  it("begins anew after a load that was cut off", async () => {
    const directory = newDirectory();
    {
      await using store = new LmdbStore({ directory });
      store.load({ state: [["a", utf8("1")]], tree: [["", utf8("node")]] });
    }
    await using store = new LmdbStore({ directory });
    expect([store.get("a"), store.treeNode(""), store.height()]).toEqual([undefined, undefined, undefined]);
    store.load({ state: [["b", utf8("1")]] });
    store.commit(storeBatch(0));
    expect(store.get("b")).toBeDefined();
  });

  it("refuses a store of another format", async () => {
    const directory = await written(1);
    writeFileSync(join(directory, "store.json"), '{"engine":"lmdb","format":2}\n');
    expect(() => new LmdbStore({ directory })).toThrow(refusedWith("STORE_FORMAT"));
  });
});

/** Cuts the pages at the end that no root leads to. @returns what the file claims, undefined when there are none */
function cutFreePages(path: string): LmdbMeta | undefined {
  const claimed = metaOf(path);
  let length = statSync(path).size;
  const whole = length;
  for (;;) {
    copyFileSync(path, `${path}.cut`);
    truncateSync(`${path}.cut`, length - claimed.pageSize);
    using file = new LmdbFile(`${path}.cut`, "r");
    if (!file.isWhole(claimed)) break;
    length -= claimed.pageSize;
  }
  truncateSync(path, length);
  return length < whole ? claimed : undefined;
}

function metaOf(path: string): LmdbMeta {
  using file = new LmdbFile(path, "r");
  return file.meta() as LmdbMeta;
}
