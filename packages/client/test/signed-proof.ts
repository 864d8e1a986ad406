import { generateKeyPairSync, hash, sign } from "node:crypto";
import { canonicalBytes, toBase64Url, toHex, utf8 } from "@symbolon/base";
import {
  encodeProof,
  encodeTrust,
  headerSigningBytes,
  NO_PREVIOUS_HASH,
  type Sha256,
  treeBit,
  type TreeLeaf,
  treeLeafHash,
  treeRootOf,
  type TrustDocument,
  validatorsHash,
} from "@symbolon/proofs";

const sha256: Sha256 = (bytes) => hash("sha256", bytes, "buffer");
const LEDGER = "test-ledger";

export interface SignedProof {
  readonly proof: Uint8Array;
  readonly trust: TrustDocument;
  readonly trustFile: Uint8Array;
}

function leafOf(key: string, record: object): TreeLeaf {
  return { keyHash: sha256(utf8(key)), valueHash: sha256(canonicalBytes({ ...record })) };
}

/** A ledger of two records, signed with Ed25519: the proof that a range of IMSIs is held by `harbour`. */
export function signedProof(): SignedProof {
  const key = "range/imsi/15/315010000199999";
  const record = {
    v: 1,
    kind: "imsi",
    start: "315010000100000",
    end: "315010000199999",
    holder: "harbour",
    status: "recorded",
  };
  const leaf = leafOf(key, record);
  const other = leafOf("member/harbour", { v: 1, name: "Harbour" });
  let parting = 0;
  while (treeBit(leaf.keyHash, parting) === treeBit(other.keyHash, parting)) parting += 1;
  const siblings = [...Array.from({ length: parting }, () => undefined), treeLeafHash(other, sha256)];
  const root = toHex(treeRootOf(leaf.keyHash, { siblings, leaf }, sha256));

  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const validator = { suite: "EdDSA", spki: toBase64Url(publicKey.export({ format: "der", type: "spki" })) } as const;
  const header = {
    ledger: LEDGER,
    height: 12,
    previousHash: NO_PREVIOUS_HASH,
    time: 1_790_000_000_000,
    transactionsRoot: "0".repeat(64),
    resultsRoot: "0".repeat(64),
    stateRoot: root,
    validatorsHash: validatorsHash([validator], sha256),
  };
  const signature = { ...validator, signature: toBase64Url(sign(null, headerSigningBytes(header), privateKey)) };
  const trust: TrustDocument = { format: 1, type: "embedded", ledger: LEDGER, validators: [validator] };
  const proof = encodeProof(
    {
      type: "record",
      ledger: LEDGER,
      identifier: "imsi-315010000123456",
      record: { key, value: canonicalBytes(record) },
      path: { siblings, leaf },
      root,
      anchor: { type: "embedded", header, signature },
    },
    sha256,
  );
  return { proof, trust, trustFile: encodeTrust(trust) };
}
