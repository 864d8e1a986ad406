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
  /** Also hears what is only announced: this node itself, never another one, or statements would go round for ever. */
  readonly isOwn: boolean;
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
    this.#tell(statement, () => true);
  }

  /** Tells this node a statement that another node's board has shown, without keeping it or passing it on. */
  announce(statement: HeaderStatement): void {
    this.#tell(statement, ({ isOwn }) => isOwn);
  }

  /** What is kept, then each statement that is posted here; for other nodes. Ends when `signal` aborts. */
  read(signal: AbortSignal): AsyncGenerator<HeaderStatement> {
    return this.#read(signal, false);
  }

  /** The same and what is announced; for this node itself. Ends when `signal` aborts. */
  hear(signal: AbortSignal): AsyncGenerator<HeaderStatement> {
    return this.#read(signal, true);
  }

  #tell(statement: HeaderStatement, wanted: (reader: Reader) => boolean): void {
    for (const reader of this.#readers) {
      if (!wanted(reader)) continue;
      if (reader.queue.length >= MAX_QUEUED_STATEMENTS) dropOne(reader.queue);
      reader.queue.push(statement);
      reader.wake();
    }
  }

  async *#read(signal: AbortSignal, isOwn: boolean): AsyncGenerator<HeaderStatement> {
    const reader: Reader = { queue: this.#kept(), isOwn, wake: () => {} };
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
