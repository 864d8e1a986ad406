import type { HeaderStatement } from "@symbolon/ledger";
import { describe, expect, it } from "vitest";
import { WitnessBoard } from "./witness-board.ts";

function statement(height: number): HeaderStatement {
  return { seen: { header: { height } }, witness: { spki: "" } } as unknown as HeaderStatement;
}

/** What a reader is given before it would have to wait. */
async function drain(items: AsyncGenerator<HeaderStatement>, end: AbortController): Promise<readonly number[]> {
  const heights: number[] = [];
  setImmediate(() => {
    end.abort();
  });
  for await (const { seen } of items) heights.push(seen.header.height);
  return heights;
}

describe("a witness board", () => {
  it("passes what was posted on to other nodes, and what was only heard to this node alone", async () => {
    const board = new WitnessBoard();
    const [own, other] = [new AbortController(), new AbortController()];
    const heard = drain(board.hear(own.signal), own);
    const passedOn = drain(board.read(other.signal), other);
    board.post("foundry", statement(1));
    board.announce(statement(2));
    expect(await heard).toEqual([1, 2]);
    expect(await passedOn).toEqual([1]);
  });

  it("tells the same word of a member once", async () => {
    const board = new WitnessBoard();
    const end = new AbortController();
    const heard = drain(board.hear(end.signal), end);
    board.post("foundry", statement(1));
    board.post("foundry", statement(1));
    expect(await heard).toEqual([1]);
  });
});
