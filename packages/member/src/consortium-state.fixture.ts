import type { StateReader } from "@symbolon/state";
import type { Consortium } from "../../contracts/test/consortium.ts";

/** What a node reads of an alliance whose contracts a test calls. */
export function stateOf({ view }: Consortium): StateReader {
  return {
    get: (key) => view.get(key),
    range: (start, end, limit) => view.range(start, end, limit),
    head: () => ({ height: view.height, blockTime: view.blockTime, freshAt: view.blockTime }),
  };
}
