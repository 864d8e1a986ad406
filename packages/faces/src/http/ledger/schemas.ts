import { MAX_KEY_LENGTH } from "@symbolon/state";
import { Type } from "typebox";

/** Height of a block; 0 is the genesis. */
const Height = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const Hash = Type.String({ pattern: "^[0-9a-f]{64}$" });
const Name = Type.String({ minLength: 1, maxLength: 128 });

export const HeightParams = Type.Object({ height: Height });
export const KeyQuerystring = Type.Object({
  key: Type.String({ minLength: 1, maxLength: MAX_KEY_LENGTH, pattern: "^[A-Za-z0-9._:@+/-]+$" }),
});
export const ProofAnswer = Type.Object({}, { title: "Proof", additionalProperties: true });
export const FromQuerystring = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 })),
});

/** As its member signed it; the ledger checks the rest on admission. */
export const SignedTransactionBody = Type.Object(
  {
    ledger: Name,
    contract: Name,
    method: Name,
    args: Type.Object({}, { additionalProperties: true }),
    submitter: Name,
    idempotencyKey: Name,
    createdAt: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    signature: Type.String({ maxLength: 128 }),
  },
  { title: "SignedTransaction", additionalProperties: false },
);

export const ReceiptAnswer = Type.Object(
  {
    id: Hash,
    height: Height,
    index: Type.Integer({ description: "Position within the block" }),
    status: Type.Enum(["done", "refused"]),
    code: Type.Optional(Type.String({ description: "Stable error code when refused" })),
    message: Type.Optional(Type.String()),
    result: Type.Optional(Type.Unknown()),
    events: Type.Array(Type.Object({ type: Type.String(), data: Type.Object({}, { additionalProperties: true }) })),
    repeated: Type.Boolean({ description: "An earlier submission with the same idempotency key is answered again" }),
  },
  { title: "Receipt" },
);

export const SignedHeaderAnswer = Type.Object(
  {
    header: Type.Object({}, { additionalProperties: true }),
    signature: Type.Object({}, { additionalProperties: true }),
  },
  { title: "SignedHeader" },
);

export const StatusAnswer = Type.Object(
  {
    ledger: Type.String(),
    engine: Type.String(),
    height: Height,
    headerHash: Type.String(),
    stateRoot: Type.String(),
    blockTime: Type.Integer(),
    freshAt: Type.Integer({ description: "When the orderer was last heard, milliseconds since 1970-01-01T00:00:00Z" }),
    stopped: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
  },
  { title: "LedgerStatus" },
);

const Octets = Type.String({ pattern: "^[A-Za-z0-9_-]{1,256}$", description: "base64url" });
const exact = { additionalProperties: false };

const HeaderSignatureBody = Type.Object(
  {
    suite: Type.Enum(["ES256", "EdDSA"]),
    spki: Octets,
    signature: Type.String({ pattern: "^[A-Za-z0-9_-]{85}[AQgw]$" }),
  },
  exact,
);

const SignedHeaderBody = Type.Object(
  {
    header: Type.Object(
      {
        ledger: Name,
        height: Height,
        previousHash: Hash,
        time: Height,
        transactionsRoot: Hash,
        resultsRoot: Hash,
        stateRoot: Hash,
        validatorsHash: Hash,
      },
      exact,
    ),
    signature: HeaderSignatureBody,
  },
  exact,
);

/** A follower's word on what the orderer has shown it; checked in form only, its signatures are the ledger's to check. */
export const HeaderStatementBody = Type.Object(
  { seen: SignedHeaderBody, conflicting: Type.Optional(SignedHeaderBody), witness: HeaderSignatureBody },
  { title: "HeaderStatement", ...exact },
);

export const GenesisAnswer = Type.Object({}, { title: "Genesis", additionalProperties: true });
