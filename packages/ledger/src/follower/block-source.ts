import type { SignedTransaction } from "@symbolon/proofs";
import type { Block, Heartbeat } from "../block.ts";
import type { Receipt } from "../receipt.ts";

/** Port: another member that orders blocks, or passes them on. Nothing that it says is believed unverified. */
export interface BlockSource {
  /** Blocks from `fromHeight` on, then each new one, with heartbeats between. Ends or throws when the connection is lost; ends when `signal` aborts. */
  follow(fromHeight: number, signal: AbortSignal): AsyncIterable<Block | Heartbeat>;
  /** @throws ORDERER_UNREACHABLE, and the orderer's refusals */
  submit(transaction: SignedTransaction): Promise<Receipt>;
}
