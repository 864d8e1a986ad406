import { type JsonObject, type JsonValue } from "@symbolon/base";
import type { BlockHeader, HeaderSignature, SignedHeader } from "./block-header.ts";
import { proofsErrors } from "./errors.ts";
import type { SignedHeartbeat } from "./heartbeat.ts";
import { anyObject, countOf, hashOf, objectOf, octetsOf, textOf } from "./json-shape.ts";
import { MAX_LEDGER_ID_LENGTH, spkiOf, suiteOf } from "./trust-document.ts";

const SIGNATURE_LENGTH = 64;

/** A header of the embedded ledger as its orderer signed it, and how long it has been the newest. */
export interface EmbeddedAnchor extends SignedHeader {
  readonly type: "embedded";
  readonly heartbeat?: SignedHeartbeat;
}

/** What ties a state root to the signatures of those who order blocks; one type per driver. */
export type Anchor = EmbeddedAnchor;

/** @throws ShapeError, PROOF_FORMAT */
export function decodeAnchor(value: JsonValue | undefined): Anchor {
  const type = anyObject(value, "anchor")["type"];
  if (type !== "embedded") {
    throw proofsErrors.error(
      "PROOF_FORMAT",
      `anchors of type ${JSON.stringify(type ?? null)} are unknown to this release`,
    );
  }
  const anchor = objectOf(value, "anchor", ["header", "signature", "type"], ["heartbeat"]);
  const signed = decodeSignedHeader(anchor);
  return anchor["heartbeat"] === undefined
    ? { type, ...signed }
    : { type, ...signed, heartbeat: decodeHeartbeat(anchor["heartbeat"]) };
}

function decodeSignedHeader(value: JsonObject): SignedHeader {
  return { header: decodeHeader(value["header"]), signature: decodeSignature(value["signature"]) };
}

function decodeHeader(value: JsonValue | undefined): BlockHeader {
  const header = objectOf(value, "header", [
    "height",
    "ledger",
    "previousHash",
    "resultsRoot",
    "stateRoot",
    "time",
    "transactionsRoot",
    "validatorsHash",
  ]);
  return {
    ledger: textOf(header["ledger"], "header.ledger", MAX_LEDGER_ID_LENGTH),
    height: countOf(header["height"], "header.height"),
    previousHash: hashOf(header["previousHash"], "header.previousHash"),
    time: countOf(header["time"], "header.time"),
    transactionsRoot: hashOf(header["transactionsRoot"], "header.transactionsRoot"),
    resultsRoot: hashOf(header["resultsRoot"], "header.resultsRoot"),
    stateRoot: hashOf(header["stateRoot"], "header.stateRoot"),
    validatorsHash: hashOf(header["validatorsHash"], "header.validatorsHash"),
  };
}

function decodeSignature(value: JsonValue | undefined): HeaderSignature {
  const signature = objectOf(value, "signature", ["signature", "spki", "suite"]);
  octetsOf(signature["signature"], "signature", SIGNATURE_LENGTH);
  return {
    suite: suiteOf(signature["suite"]),
    spki: spkiOf(signature["spki"]),
    signature: signature["signature"] as string,
  };
}

function decodeHeartbeat(value: JsonValue): SignedHeartbeat {
  const heartbeat = objectOf(value, "heartbeat", ["headerHash", "height", "ledger", "signature", "time"]);
  return {
    ledger: textOf(heartbeat["ledger"], "heartbeat.ledger", MAX_LEDGER_ID_LENGTH),
    height: countOf(heartbeat["height"], "heartbeat.height"),
    headerHash: hashOf(heartbeat["headerHash"], "heartbeat.headerHash"),
    time: countOf(heartbeat["time"], "heartbeat.time"),
    signature: decodeSignature(heartbeat["signature"]),
  };
}
