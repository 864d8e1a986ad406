import { constants, mkdir, open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { CardData } from "@symbolon/functions/accounts";

const HEADER = "imsi,k,opc\n";
const LINE_FEED = 0x0a;
const OWNER_ONLY = 0o600;

/**
 * Card data of one order for SIM production: `imsi,k,opc` by lines, K and OPc in hexadecimal, for the owner's eyes alone.
 * What {@link add} has written survives the loss of power.
 */
export class CardFile {
  readonly #path: string;
  #isPrepared = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a batch. The first one since a restart takes the place of the copy that the run before may have left. @throws errors of the file system */
  async add(cards: readonly CardData[]): Promise<void> {
    if (!this.#isPrepared) await this.#prepare(cards);
    this.#isPrepared = true;
    await this.#append(cards.map(({ imsi, k, opc }) => `${imsi},${k},${opc}\n`).join(""));
  }

  async #prepare(cards: readonly CardData[]): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const written = await readFile(this.#path).catch(noneYet);
    if (written === undefined || written.length < HEADER.length) {
      if (written !== undefined) await truncate(this.#path, 0);
      await this.#append(HEADER);
      await syncDirectory(dirname(this.#path));
      return;
    }
    await truncate(this.#path, endOfKept(written, new Set(cards.map(({ imsi }) => imsi))));
  }

  async #append(text: string): Promise<void> {
    const file = await open(this.#path, "a", OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}

/** Makes the name of a new file last. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Octets up to the first card that is delivered again, or to the last whole line. */
function endOfKept(written: Buffer, again: ReadonlySet<string>): number {
  let start = 0;
  for (let end = written.indexOf(LINE_FEED); end >= 0; end = written.indexOf(LINE_FEED, start)) {
    const comma = written.indexOf(",", start);
    if (again.has(written.toString("latin1", start, comma))) break;
    start = end + 1;
  }
  return start;
}

function noneYet(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
