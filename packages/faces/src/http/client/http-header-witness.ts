import { fromBase64Url, fromUtf8, type Log, parseJson } from "@symbolon/base";
import { type HeaderStatement, type HeaderWitness, pause, type Timers } from "@symbolon/ledger";
import { Compile } from "typebox/compile";
import { faceErrors } from "../../errors.ts";
import { LEDGER_PATH } from "../ledger/ledger-plugin.ts";
import { HeaderStatementBody } from "../ledger/schemas.ts";
import type { WitnessBoard } from "../ledger/witness-board.ts";
import type { MemberConnection } from "./member-connection.ts";
import { readLines } from "./read-lines.ts";

export interface HttpHeaderWitnessOptions {
  /** This member. */
  readonly memberId: string;
}

export interface HttpHeaderWitnessModules {
  /** The board that this member's own ledger face serves: others post there. */
  readonly board: WitnessBoard;
  /** Other followers, as they were known when this node started: who joins later listens to these, and is listened to after the next start. */
  readonly others: readonly MemberConnection[];
  readonly timers: Timers;
  readonly log: Log;
}

/** Octets of one statement with two headers. */
export const MAX_STATEMENT_LINE = 8_192;
/** Milliseconds before another follower that broke off is listened to again. */
export const WITNESS_RECONNECT_DELAY = 5_000;

const isStatement = Compile(HeaderStatementBody);
const WITNESSES = `${LEDGER_PATH}/witnesses`;

/** Tells other followers what was seen here and listens to them, directly: the orderer must not stand between. */
export class HttpHeaderWitness implements HeaderWitness {
  readonly #memberId: string;
  readonly #modules: HttpHeaderWitnessModules;

  constructor({ memberId }: HttpHeaderWitnessOptions, modules: HttpHeaderWitnessModules) {
    this.#memberId = memberId;
    this.#modules = modules;
  }

  /** Puts the statement on the own board and posts it to every other follower. @throws PEER_UNREACHABLE when none of them took it */
  async publish(statement: HeaderStatement): Promise<void> {
    const { board, others } = this.#modules;
    board.post(this.#memberId, statement);
    const body = JSON.stringify(statement);
    const posted = await Promise.allSettled(
      others.map(async (other) => {
        const { status } = await other.exchange({ method: "POST", path: WITNESSES, body });
        if (status !== 204) throw faceErrors.error("PEER_REFUSED", `a follower answered a statement with ${status}`);
      }),
    );
    const refused = posted.filter((outcome) => outcome.status === "rejected");
    if (posted.length > 0 && refused.length === posted.length) throw refused[0]?.reason;
  }

  async *statements(signal: AbortSignal): AsyncGenerator<HeaderStatement> {
    const { board, others } = this.#modules;
    const listening = Promise.all(others.map((other) => this.#listen(other, signal)));
    yield* board.hear(signal);
    await listening;
  }

  /** Never rejects. */
  async #listen(other: MemberConnection, signal: AbortSignal): Promise<void> {
    const { board, log, timers } = this.#modules;
    while (!signal.aborted) {
      try {
        const octets = other.stream({ path: WITNESSES, signal });
        for await (const line of readLines(octets, MAX_STATEMENT_LINE)) board.announce(readStatement(line));
      } catch (cause) {
        log.info("ledger.witness.unreachable", { cause: cause instanceof Error ? cause.message : String(cause) });
      }
      await pause(timers, WITNESS_RECONNECT_DELAY, signal);
    }
  }
}

function readStatement(line: Buffer): HeaderStatement {
  const statement = parseJson(fromUtf8(line));
  if (!isStatement.Check(statement)) {
    throw faceErrors.error("PEER_ANSWER_INVALID", "a line is not a statement about a header");
  }
  fromBase64Url(statement.witness.spki);
  return statement;
}
