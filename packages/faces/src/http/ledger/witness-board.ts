import { canonicalJson, type JsonObject } from "@symbolon/base";
import type { HeaderStatement } from "@symbolon/ledger";

/** Statements that wait for one slow reader; the oldest is dropped for a newer one, accusations last. */
export const MAX_QUEUED_STATEMENTS = 1_024;

interface MemberStatements {
  readonly latest?: HeaderStatement;
  /** Proof of two chains: never replaced by a later ordinary statement. */
  readonly accusation?: HeaderStatement;
}

interface Reader {
  readonly queue: HeaderStatement[];
  wake: () => void;
}

/** What followers say that the orderer has shown them: the newest word of each member, and whoever listens for new ones. */
export class WitnessBoard {
  readonly #said = new Map<string, MemberStatements>();
  readonly #readers = new Set<Reader>();

  /** Keeps a member's own statement for readers that come later, and tells it to those here. */
  post(memberId: string, statement: HeaderStatement): void {
    const kind = statement.conflicting === undefined ? "latest" : "accusation";
    const before = this.#said.get(memberId) ?? {};
    const known = before[kind];
    if (known !== undefined && sameText(known, statement)) return;
    this.#said.set(memberId, { ...before, [kind]: statement });
    this.announce(statement);
  }

  /** Tells a statement to those who listen, without keeping it. */
  announce(statement: HeaderStatement): void {
    for (const reader of this.#readers) {
      if (reader.queue.length >= MAX_QUEUED_STATEMENTS) dropOne(reader.queue);
      reader.queue.push(statement);
      reader.wake();
    }
  }

  /** What is kept, then each new statement; ends when `signal` aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<HeaderStatement> {
    const reader: Reader = { queue: this.#kept(), wake: () => {} };
    this.#readers.add(reader);
    const wake = () => reader.wake();
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const next = reader.queue.shift();
        if (next !== undefined) yield next;
        else await waitFor(reader, signal);
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.#readers.delete(reader);
    }
  }

  #kept(): HeaderStatement[] {
    return [...this.#said.values()].flatMap(({ latest, accusation }) =>
      [accusation, latest].filter((statement) => statement !== undefined),
    );
  }
}

function waitFor(reader: Reader, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    reader.wake = resolve;
    if (signal.aborted || reader.queue.length > 0) resolve();
  });
}

function dropOne(queue: HeaderStatement[]): void {
  const ordinary = queue.findIndex(({ conflicting }) => conflicting === undefined);
  queue.splice(Math.max(ordinary, 0), 1);
}

function sameText(one: HeaderStatement, other: HeaderStatement): boolean {
  return canonicalJson(one as unknown as JsonObject) === canonicalJson(other as unknown as JsonObject);
}
