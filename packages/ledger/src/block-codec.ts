import { canonicalJson, type JsonObject, parseCanonicalJson, utf8 } from "@symbolon/base";
import type { BlockHeader, HeaderSignature } from "@symbolon/proofs";
import { Type, type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { Block, Heartbeat } from "./block.ts";
import { ledgerErrors } from "./errors.ts";

/** Octets of one block with its results. */
export const MAX_BLOCK_OCTETS = 32 * 1024 * 1024;
/** Transactions of one block. */
export const MAX_BLOCK_TRANSACTIONS = 1_000;
/** Octets of a heartbeat or signed header. */
export const MAX_STATEMENT_OCTETS = 4 * 1024;

const exact = { additionalProperties: false };
const hash = Type.String({ pattern: "^[0-9a-f]{64}$" });
const name = Type.String({ minLength: 1, maxLength: 128 });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const headerSchema = Type.Object(
  {
    ledger: name,
    height: count,
    previousHash: hash,
    time: count,
    transactionsRoot: hash,
    resultsRoot: hash,
    stateRoot: hash,
    validatorsHash: hash,
  },
  exact,
);
const signatureSchema = Type.Object(
  {
    suite: Type.Union([Type.Literal("ES256"), Type.Literal("EdDSA")]),
    spki: Type.String({ pattern: "^[A-Za-z0-9_-]{1,256}$" }),
    signature: Type.String({ pattern: "^[A-Za-z0-9_-]{85}[AQgw]$" }),
  },
  exact,
);
const transactionSchema = Type.Object(
  {
    ledger: name,
    contract: name,
    method: name,
    args: Type.Record(Type.String(), Type.Unknown()),
    submitter: name,
    idempotencyKey: name,
    createdAt: count,
    signature: Type.String({ maxLength: 128 }),
  },
  exact,
);
const eventSchema = Type.Object({ type: name, data: Type.Record(Type.String(), Type.Unknown()) }, exact);
const resultSchema = Type.Object(
  {
    id: hash,
    status: Type.Union([Type.Literal("done"), Type.Literal("refused")]),
    code: Type.Optional(name),
    message: Type.Optional(Type.String({ maxLength: 1_000 })),
    result: Type.Optional(Type.Unknown()),
    events: Type.Array(eventSchema),
  },
  exact,
);

const isBlock = Compile(
  Type.Object(
    {
      header: headerSchema,
      signature: signatureSchema,
      transactions: Type.Array(transactionSchema, { maxItems: MAX_BLOCK_TRANSACTIONS }),
      results: Type.Array(resultSchema, { maxItems: MAX_BLOCK_TRANSACTIONS }),
    },
    exact,
  ),
);
const isHeartbeat = Compile(
  Type.Object({ ledger: name, height: count, headerHash: hash, time: count, signature: signatureSchema }, exact),
);

/** The canonical octets of a block, put together from texts that are canonical already. */
export function encodeBlock(parts: {
  readonly header: BlockHeader;
  readonly signature: HeaderSignature;
  readonly transactionTexts: readonly string[];
  readonly resultTexts: readonly string[];
}): Uint8Array {
  const header = canonicalJson({ ...parts.header });
  const signature = canonicalJson({ ...parts.signature });
  const results = parts.resultTexts.join(",");
  const transactions = parts.transactionTexts.join(",");
  return utf8(`{"header":${header},"results":[${results}],"signature":${signature},"transactions":[${transactions}]}`);
}

/** Reads octets of a block; says nothing of its truth. @throws BLOCK_MALFORMED */
export function decodeBlock(octets: Uint8Array): Block {
  const block = decode(octets, MAX_BLOCK_OCTETS, isBlock, "block") as unknown as Block;
  if (block.transactions.length !== block.results.length) {
    throw ledgerErrors.error(
      "BLOCK_MALFORMED",
      `${block.transactions.length} transactions have ${block.results.length} results`,
    );
  }
  return block;
}

export function encodeHeartbeat(heartbeat: Heartbeat): Uint8Array {
  return utf8(canonicalJson({ ...heartbeat } as unknown as JsonObject));
}

/** @throws BLOCK_MALFORMED */
export function decodeHeartbeat(octets: Uint8Array): Heartbeat {
  return decode(octets, MAX_STATEMENT_OCTETS, isHeartbeat, "heartbeat") as unknown as Heartbeat;
}

function decode(
  octets: Uint8Array,
  limit: number,
  form: ReturnType<typeof Compile<TSchema>>,
  what: string,
): JsonObject {
  if (octets.length > limit) {
    throw ledgerErrors.error("BLOCK_MALFORMED", `a ${what} of ${octets.length} octets is larger than ${limit}`);
  }
  let value;
  try {
    value = parseCanonicalJson(octets);
  } catch (cause) {
    throw ledgerErrors.error("BLOCK_MALFORMED", `a ${what} is not canonical JSON`, { cause });
  }
  if (!form.Check(value)) throw ledgerErrors.error("BLOCK_MALFORMED", `the octets do not have the form of a ${what}`);
  return value as JsonObject;
}
