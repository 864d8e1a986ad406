import { decodeBlock } from "../block-codec.ts";
import type { Block } from "../block.ts";
import { ledgerErrors } from "../errors.ts";
import type { MachineHead } from "../machine/executed-block.ts";
import type { ReadableStore } from "../store/state-store.ts";

/** The newest block as it is stored; it must fit the head that was committed with it. @throws STATE_MISMATCH, BLOCK_MALFORMED */
export function readHeadBlock(store: Pick<ReadableStore, "block">, head: MachineHead): Block {
  const octets = store.block(head.height);
  if (octets === undefined) {
    throw ledgerErrors.error("STATE_MISMATCH", `the block at the last height ${head.height} is missing`);
  }
  const block = decodeBlock(octets);
  const { header } = block;
  const fits = header.ledger === head.ledger && header.height === head.height && header.stateRoot === head.stateRoot;
  if (!fits || header.time !== head.time) {
    throw ledgerErrors.error(
      "STATE_MISMATCH",
      `the block stored at height ${head.height} is not the one that was committed there`,
    );
  }
  return block;
}

/** Crash recovery's look at a store: head, block and root are of one commit. @throws STATE_MISMATCH, BLOCK_MALFORMED */
export function checkStoredHead(store: Pick<ReadableStore, "block">, head: MachineHead): void {
  if (head.height >= 0) readHeadBlock(store, head);
}
