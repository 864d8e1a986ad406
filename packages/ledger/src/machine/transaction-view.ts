import { canonicalJson, type SignatureSuite } from "@symbolon/base";
import type { Sha256 } from "@symbolon/proofs";
import { MAX_KEY_LENGTH, type StateEntry, type StateEvent, type StateView, type Submitter } from "@symbolon/state";
import { ledgerErrors } from "../errors.ts";
import type { SignatureCache } from "./signature-cache.ts";
import type { StateOverlay } from "./state-overlay.ts";
import { TRANSACTION, TRANSACTION_INDEX } from "./transaction-record.ts";
import type { WorkMeter } from "./work-meter.ts";

/** Octets of one value of the state. */
export const MAX_VALUE_OCTETS = 64 * 1024;

const KEY = /^[A-Za-z0-9._:@+-]+(?:\/[A-Za-z0-9._:@+-]+)*$/;
/** A bound need not be a key: prefixes and "0" after a prefix are bounds too. */
const BOUND = /^[\x20-\x7e]*$/;
const EVENT_TYPE = /^[a-z0-9]+(?:[.-][a-z0-9]+)+$/;

/** What a call knows beside the state. */
export interface CallContext {
  readonly ledgerId: string;
  readonly txId: string;
  readonly height: number;
  readonly blockTime: number;
  readonly submitter: Submitter;
}

export interface ViewModules {
  readonly overlay: StateOverlay;
  readonly meter: WorkMeter;
  readonly sha256: Sha256;
  readonly signatures: SignatureCache;
}

/** A contract's view during one call: metered, with its writes held in an overlay. */
export class TransactionView implements StateView {
  readonly ledgerId: string;
  readonly txId: string;
  readonly height: number;
  readonly blockTime: number;
  readonly submitter: Submitter;
  readonly #modules: ViewModules;
  readonly #events: StateEvent[] = [];
  #fault: { readonly cause: unknown } | undefined;

  constructor(context: CallContext, modules: ViewModules) {
    this.ledgerId = context.ledgerId;
    this.txId = context.txId;
    this.height = context.height;
    this.blockTime = context.blockTime;
    this.submitter = context.submitter;
    this.#modules = modules;
  }

  get events(): readonly StateEvent[] {
    return this.#events;
  }

  /** A failure of this node's store, not of the call: kept even when the contract caught it. */
  get fault(): { readonly cause: unknown } | undefined {
    return this.#fault;
  }

  get(key: string): Uint8Array | undefined {
    checkKey(key);
    this.#modules.meter.charge("keysRead", 1);
    return this.#read(() => this.#modules.overlay.get(key));
  }

  range(start: string, end: string, limit: number): readonly StateEntry[] {
    if (!BOUND.test(start) || !BOUND.test(end)) throw invalidKey("a bound of a range is not printable ASCII");
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw invalidKey(`the limit of a range is ${limit}, not a positive integer`);
    const { meter, overlay } = this.#modules;
    meter.charge("keysRead", 1);
    // The first entry is paid for; one more than is left over is read, so that the excess shows.
    const affordable = Math.min(limit, meter.left("keysRead") + 2);
    const entries = this.#read(() => overlay.range(start, end, affordable));
    if (entries.length > 1) meter.charge("keysRead", entries.length - 1);
    return entries;
  }

  put(key: string, value: Uint8Array): void {
    this.#checkWrite(key);
    if (!(value instanceof Uint8Array) || value.length === 0) {
      throw ledgerErrors.error("INVALID_VALUE", `the value of ${key} is empty`);
    }
    if (value.length > MAX_VALUE_OCTETS) {
      throw ledgerErrors.error(
        "INVALID_VALUE",
        `the value of ${key} has ${value.length} octets, more than ${MAX_VALUE_OCTETS}`,
      );
    }
    this.#chargeWrite(key.length + value.length);
    this.#modules.overlay.set(key, value.slice());
  }

  delete(key: string): void {
    this.#checkWrite(key);
    this.#chargeWrite(key.length);
    this.#modules.overlay.set(key, undefined);
  }

  emit(event: StateEvent): void {
    if (!EVENT_TYPE.test(event.type)) {
      throw ledgerErrors.error(
        "INVALID_VALUE",
        `the type of an event is not dotted lower case: ${JSON.stringify(event.type)}`,
      );
    }
    const text = canonicalJson({ type: event.type, data: event.data });
    this.#modules.meter.charge("events", 1);
    this.#modules.meter.charge("writtenOctets", text.length);
    this.#events.push(JSON.parse(text) as StateEvent);
  }

  sha256(bytes: Uint8Array): Uint8Array {
    this.#modules.meter.charge("hashedOctets", bytes.length);
    return this.#modules.sha256(bytes);
  }

  verify(suite: SignatureSuite, spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
    const { meter, signatures } = this.#modules;
    meter.charge("signatureChecks", 1);
    meter.charge("hashedOctets", spki.length + bytes.length + signature.length);
    return signatures.verify(suite, spki, bytes, signature);
  }

  #checkWrite(key: string): void {
    checkKey(key);
    if (key.startsWith(`${TRANSACTION}/`) || key.startsWith(`${TRANSACTION_INDEX}/`)) {
      throw ledgerErrors.error(
        "RESERVED_KEY",
        `the ledger itself keeps the records below ${key.slice(0, key.indexOf("/"))}`,
      );
    }
  }

  #chargeWrite(octets: number): void {
    this.#modules.meter.charge("keysWritten", 1);
    this.#modules.meter.charge("writtenOctets", octets);
  }

  #read<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (cause) {
      this.#fault ??= { cause };
      throw cause;
    }
  }
}

function checkKey(key: string): void {
  if (typeof key !== "string" || key.length > MAX_KEY_LENGTH || !KEY.test(key)) {
    throw invalidKey(`not a state key: ${JSON.stringify(key).slice(0, 80)}`);
  }
}

function invalidKey(message: string) {
  return ledgerErrors.error("INVALID_VALUE", message);
}
