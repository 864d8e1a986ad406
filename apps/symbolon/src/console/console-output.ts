import { SymbolonError } from "@symbolon/base";
import { type ExitStatus, exitStatusOf } from "./exit-status.ts";

/** Where a command writes. With `json`, standard output carries one document and nothing else. */
export class ConsoleOutput {
  readonly json: boolean;
  readonly #out: NodeJS.WritableStream;
  readonly #err: NodeJS.WritableStream;
  #status: ExitStatus = 0;

  constructor(
    options: { readonly json: boolean },
    streams: { readonly out: NodeJS.WritableStream; readonly err: NodeJS.WritableStream },
  ) {
    this.json = options.json;
    this.#out = streams.out;
    this.#err = streams.err;
  }

  get status(): ExitStatus {
    return this.#status;
  }

  /** The command's answer: `value` as JSON, or `text` for people. */
  answer(value: unknown, text: string, status: ExitStatus = 0): void {
    this.#status = status;
    this.#out.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : `${text.trimEnd()}\n`);
  }

  /** A line of the command's own text on standard output; nothing with `json`. */
  line(text = ""): void {
    if (!this.json) this.#out.write(`${text}\n`);
  }

  /** Progress and remarks: always to standard error. */
  note(text: string): void {
    this.#err.write(`${text}\n`);
  }

  /** Progress that overwrites itself on a terminal and is quiet elsewhere but for its last word. */
  progress(text: string, done: boolean): void {
    if ("isTTY" in this.#err && this.#err.isTTY === true) this.#err.write(`\r\u001B[K${text}${done ? "\n" : ""}`);
    else if (done) this.#err.write(`${text}\n`);
  }

  /** What happened, why, and what to do. */
  failure(error: unknown): void {
    const { code, message, remedy, details } = describe(error);
    this.#status = exitStatusOf(code);
    if (this.json) this.#out.write(`${JSON.stringify({ error: { code, message, remedy, details } }, null, 2)}\n`);
    else this.#err.write(`symbolon: ${message}\n  ${code}${remedy === "" ? "" : `: ${remedy}`}\n`);
  }
}

function describe(error: unknown): {
  code: string;
  message: string;
  remedy: string;
  details: Readonly<Record<string, unknown>>;
} {
  if (error instanceof SymbolonError) return error;
  if (error instanceof Error) {
    return {
      code: "UNEXPECTED",
      message: error.stack ?? error.message,
      remedy: "This is a defect: please report it with this text.",
      details: {},
    };
  }
  return { code: "UNEXPECTED", message: String(error), remedy: "", details: {} };
}
