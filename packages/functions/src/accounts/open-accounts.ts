import { createHash } from "node:crypto";
import { canonicalBytes, type Clock, type JsonObject, type Random, toHex } from "@symbolon/base";
import type { Account, AccountOrder, AccountStore, AlgorithmSet, AuthenticationMethod } from "@symbolon/stores";
import { functionErrors } from "../errors.ts";
import { type NumberRange, NumberSequence } from "./number-sequence.ts";

/** Accounts that one order may open. */
export const MAX_ACCOUNTS_PER_ORDER = 1_000_000;

/** Accounts that commit together and reach the receiver together. */
export const ACCOUNT_BATCH_SIZE = 1_000;

/** Ranges that one order may name. */
export const MAX_RANGES_PER_ORDER = 10_000;

/** Keys of one subscriber as its SIM gets them: secrets. */
export interface SubscriberKeys {
  readonly k: Uint8Array;
  /** OPc, or TOPc with TUAK. */
  readonly opc: Uint8Array;
}

export interface AccountRequest {
  /** Chosen by the caller: the same id with the same content resumes or repeats the order. */
  readonly orderId: string;
  readonly imsis: readonly NumberRange[];
  /** One per IMSI, in the same order; none when left out. */
  readonly msisdns?: readonly NumberRange[];
  readonly package: string;
  readonly method: AuthenticationMethod;
  readonly algorithm: AlgorithmSet;
  /** Authentication management field, 4 hexadecimal digits; `8000` marks vectors of EPS and 5GS. */
  readonly amf: string;
  readonly indBits: number;
}

/** One line for SIM production. Secrets in hexadecimal: for the receiver alone, never for a log. */
export interface CardData {
  readonly imsi: string;
  readonly k: string;
  readonly opc: string;
}

export interface AccountProgress {
  readonly opened: number;
  readonly total: number;
}

export interface OpenAccountsModules {
  readonly accounts: AccountStore;
  readonly random: Random;
  readonly clock: Clock;
  /**
   * Receives card data in the order of the numbers, each batch after its accounts are on disk. A batch that was not
   * taken over before a crash is given again with the same `position`, the number of accounts before it.
   */
  readonly deliver: (cards: readonly CardData[], position: number) => Promise<void>;
  readonly onProgress?: (progress: AccountProgress) => void;
  /** Keys made elsewhere; generated when left out. Asked again for the same IMSI only if it was not opened before. */
  readonly keysOf?: (imsi: string) => SubscriberKeys | Promise<SubscriberKeys>;
  readonly signal?: AbortSignal;
}

/**
 * Opens accounts in batches that commit whole. It can be stopped or killed at any moment and called again with the same
 * request: it goes on where it stood, opens nothing twice and delivers every card at least once.
 * @throws ACCOUNT_BATCH_INVALID, ACCOUNT_EXISTS, ACCOUNT_INVALID, ACCOUNT_ORDER_CONFLICT, what `deliver` throws
 */
export async function openAccounts(request: AccountRequest, modules: OpenAccountsModules): Promise<AccountProgress> {
  const { imsis, msisdns } = numbersOf(request);
  let order = await modules.accounts.beginOrder({
    id: request.orderId,
    digest: digestOf(request),
    total: imsis.length,
  });
  order = await redeliver(order, imsis, modules);
  while (order.opened < order.total) {
    modules.signal?.throwIfAborted();
    const at = order.opened;
    const batch = await accountsOf(
      request,
      imsis.slice(at, ACCOUNT_BATCH_SIZE),
      msisdns?.slice(at, ACCOUNT_BATCH_SIZE),
      modules,
    );
    order = await modules.accounts.openBatch(request.orderId, at, batch, modules.clock.now());
    await deliver(
      order.id,
      at,
      batch.map(({ authentication }) => cardData(authentication)),
      modules,
    );
    modules.onProgress?.({ opened: order.opened, total: order.total });
  }
  return { opened: order.opened, total: order.total };
}

/** Gives out what a run before this one opened but did not see taken over. */
async function redeliver(
  order: AccountOrder,
  imsis: NumberSequence,
  modules: OpenAccountsModules,
): Promise<AccountOrder> {
  for (let at = order.delivered; at < order.opened; at += ACCOUNT_BATCH_SIZE) {
    modules.signal?.throwIfAborted();
    const numbers = imsis.slice(at, Math.min(ACCOUNT_BATCH_SIZE, order.opened - at));
    const keys = await modules.accounts.keys(numbers.map((imsi) => `imsi-${imsi}`));
    // An account erased since then has no card any more.
    await deliver(
      order.id,
      at,
      keys.flatMap((found) => (found === undefined ? [] : [cardData(found)])),
      modules,
      numbers.length,
    );
  }
  modules.onProgress?.({ opened: order.opened, total: order.total });
  return order;
}

async function deliver(
  orderId: string,
  at: number,
  cards: readonly CardData[],
  modules: OpenAccountsModules,
  count: number = cards.length,
): Promise<void> {
  await modules.deliver(cards, at);
  await modules.accounts.markDelivered(orderId, at + count);
}

function numbersOf(request: AccountRequest): { readonly imsis: NumberSequence; readonly msisdns?: NumberSequence } {
  const invalid = (why: string) => functionErrors.error("ACCOUNT_BATCH_INVALID", `the order ${request.orderId} ${why}`);
  if (request.imsis.length + (request.msisdns?.length ?? 0) > MAX_RANGES_PER_ORDER) {
    throw invalid(`names more than ${MAX_RANGES_PER_ORDER} ranges`);
  }
  const imsis = new NumberSequence(request.imsis);
  if (imsis.length === 0 || imsis.length > MAX_ACCOUNTS_PER_ORDER) {
    throw invalid(`has ${imsis.length} accounts instead of 1 to ${MAX_ACCOUNTS_PER_ORDER}`);
  }
  if (!/^[0-9a-f]{4}$/i.test(request.amf)) throw invalid("has an AMF that is not 4 hexadecimal digits");
  if (request.msisdns === undefined) return { imsis };
  const msisdns = new NumberSequence(request.msisdns);
  if (msisdns.length !== imsis.length) throw invalid(`has ${msisdns.length} MSISDNs for ${imsis.length} IMSIs`);
  return { imsis, msisdns };
}

function digestOf(request: AccountRequest): string {
  return toHex(
    createHash("sha256")
      .update(canonicalBytes({ ...request } as unknown as JsonObject))
      .digest(),
  );
}

const KEY_LENGTHS: Readonly<Record<AlgorithmSet, { readonly k: number; readonly opc: number }>> = {
  milenage: { k: 16, opc: 16 },
  tuak: { k: 32, opc: 32 },
};

async function accountsOf(
  request: AccountRequest,
  imsis: readonly string[],
  msisdns: readonly string[] | undefined,
  { keysOf, random }: OpenAccountsModules,
): Promise<readonly Account[]> {
  const { method, algorithm, indBits } = request;
  const lengths = KEY_LENGTHS[algorithm];
  // OPc is drawn directly: from a secret OP per operator it would differ per K all the same (TS 35.206 clause 5.1).
  const generate = (): SubscriberKeys => ({ k: random.bytes(lengths.k), opc: random.bytes(lengths.opc) });
  const amf = new Uint8Array(Buffer.from(request.amf, "hex"));
  const accounts: Account[] = [];
  for (const [position, imsi] of imsis.entries()) {
    const keys = keysOf === undefined ? generate() : await keysOf(imsi);
    const msisdn = msisdns?.[position];
    accounts.push({
      authentication: { supi: `imsi-${imsi}`, method, algorithm, ...keys, amf, indBits },
      gpsis: msisdn === undefined ? [] : [`msisdn-${msisdn}`],
      package: request.package,
    });
  }
  return accounts;
}

function cardData({
  supi,
  k,
  opc,
}: {
  readonly supi: string;
  readonly k: Uint8Array;
  readonly opc: Uint8Array;
}): CardData {
  return { imsi: supi.slice("imsi-".length), k: toHex(k), opc: toHex(opc) };
}
