import { fromUtf8, parseJson, SymbolonError } from "@symbolon/base";
import {
  type Block,
  type BlockSource,
  decodeBlock,
  decodeHeartbeat,
  type Heartbeat,
  ledgerErrors,
  MAX_BLOCK_OCTETS,
  type Receipt,
} from "@symbolon/ledger";
import type { SignedTransaction } from "@symbolon/proofs";
import { Compile } from "typebox/compile";
import { faceErrors } from "../../errors.ts";
import { LEDGER_PATH } from "../ledger/ledger-plugin.ts";
import { ReceiptAnswer } from "../ledger/schemas.ts";
import type { MemberConnection } from "./member-connection.ts";
import { readLines } from "./read-lines.ts";

const isReceipt = Compile(ReceiptAnswer);

/** How a line of canonical JSON begins when it is a heartbeat: blocks begin with `{"header":`. */
const HEARTBEAT_START = Buffer.from('{"headerHash":');

/** Another member's ledger face as a source of blocks. What comes is read strictly and believed by nobody yet. */
export class HttpBlockSource implements BlockSource {
  readonly #connection: MemberConnection;

  constructor(connection: MemberConnection) {
    this.#connection = connection;
  }

  /** @throws ORDERER_UNREACHABLE when the connection breaks, BLOCK_MALFORMED */
  async *follow(fromHeight: number, signal: AbortSignal): AsyncGenerator<Block | Heartbeat> {
    const octets = this.#connection.stream({ path: `${LEDGER_PATH}/blocks?from=${fromHeight}`, signal });
    try {
      for await (const line of readLines(octets, MAX_BLOCK_OCTETS)) {
        yield line.subarray(0, HEARTBEAT_START.length).equals(HEARTBEAT_START)
          ? decodeHeartbeat(line)
          : decodeBlock(line);
      }
    } catch (cause) {
      throw ledgerErrorOf(cause);
    }
  }

  /** @throws ORDERER_UNREACHABLE, and the orderer's refusals by their codes */
  async submit(transaction: SignedTransaction): Promise<Receipt> {
    const path = `${LEDGER_PATH}/transactions`;
    try {
      const answer = await this.#connection.exchange({ method: "POST", path, body: JSON.stringify(transaction) });
      const receipt = parseJson(fromUtf8(this.#connection.expectOk(answer)));
      if (!isReceipt.Check(receipt))
        throw ledgerErrors.error("ORDERER_UNREACHABLE", "the orderer's answer is no receipt");
      return receipt as unknown as Receipt;
    } catch (cause) {
      throw ledgerErrorOf(cause);
    }
  }
}

/** The orderer's own code where it named one of the ledger's; otherwise it counts as out of reach. */
function ledgerErrorOf(cause: unknown): unknown {
  if (ledgerErrors.is(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code =
    cause instanceof SymbolonError && faceErrors.is(cause, "PEER_REFUSED") ? cause.details["cause"] : undefined;
  const known = typeof code === "string" && Object.hasOwn(ledgerErrors.definitions, code);
  return ledgerErrors.error(known ? (code as "OVERLOADED") : "ORDERER_UNREACHABLE", message, { cause });
}
