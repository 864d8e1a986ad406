import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromUtf8 } from "@symbolon/base";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_PASSPHRASE_LENGTH, readPassphrase } from "./passphrase.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "symbolon-passphrase-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function readBack(content: string): Promise<string> {
  const path = join(directory, "passphrase");
  await writeFile(path, content);
  await using file = await open(path, "r");
  return fromUtf8(await readPassphrase({ kind: "file-descriptor", descriptor: file.fd }));
}

const unavailable = expect.objectContaining({ code: "PASSPHRASE_UNAVAILABLE" });

describe("passphrase", () => {
  it.each([
    ["secret", "secret"],
    ["secret\n", "secret"],
    ["secret\r\n", "secret"],
    ["secret\n\n", "secret\n"],
    [" two words \n", " two words "],
  ])("is what stands before the line end: %j", async (content, passphrase) => {
    expect(await readBack(content)).toBe(passphrase);
  });

  it("is neither empty nor too long", async () => {
    const longest = "x".repeat(MAX_PASSPHRASE_LENGTH);
    expect(await readBack(`${longest}\r\n`)).toBe(longest);
    for (const content of ["", "\n", `${longest}x`, longest.repeat(100)]) {
      await expect(readBack(content)).rejects.toThrow(unavailable);
    }
  });

  it("comes from a systemd credential", async () => {
    await writeFile(join(directory, "keystore-passphrase"), "from systemd\n");
    const read = (name: string) => readPassphrase({ kind: "credential", directory, name });
    expect(fromUtf8(await read("keystore-passphrase"))).toBe("from systemd");
    await expect(read("absent")).rejects.toThrow(unavailable);
    await expect(read("../keystore-passphrase")).rejects.toThrow(unavailable);
  });

  it("is refused when the descriptor is not open", async () => {
    const closed = readPassphrase({ kind: "file-descriptor", descriptor: 9999 });
    await expect(closed).rejects.toThrow(unavailable);
  });
});
