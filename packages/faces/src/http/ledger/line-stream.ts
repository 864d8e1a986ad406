import { Readable } from "node:stream";
import { canonicalJson, type JsonObject } from "@symbolon/base";

/** One JSON document a line. */
export const LINES_MEDIA_TYPE = "application/x-ndjson";

/**
 * Items as lines of canonical JSON, after an empty line that says at once that the answer has begun: the first item may be long in
 * coming. One line is held at a time: a slow reader slows the iteration, not the memory. Ends when
 * `signal` aborts or the reader leaves. The iteration is ended by its signal, because it may be waiting for its next item.
 */
export function lineStream(items: (signal: AbortSignal) => AsyncIterable<object>, signal: AbortSignal): Readable {
  const left = new AbortController();
  const stop = () => left.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const iterator = items(left.signal)[Symbol.asyncIterator]();
  let hasBegun = false;
  return new Readable({
    highWaterMark: 1,
    read() {
      if (!hasBegun) {
        hasBegun = true;
        this.push("\n");
        return;
      }
      iterator.next().then(
        ({ done, value }) => this.push(done === true ? null : `${canonicalJson(value as JsonObject)}\n`),
        (error: unknown) => this.destroy(error as Error),
      );
    },
    destroy(error, callback) {
      signal.removeEventListener("abort", stop);
      stop();
      iterator.return?.().catch(() => {});
      callback(error);
    },
  });
}
