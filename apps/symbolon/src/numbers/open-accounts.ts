import { setTimeout as pause } from "node:timers/promises";
import type { MemberApi } from "../connection/member-api.ts";
import { symbolonErrors } from "../errors.ts";

/** Milliseconds between two looks at an order's progress. */
const POLL_MS = 50;

export interface OpenAccountsRequest {
  readonly application: string;
  readonly ranges: readonly { readonly start: string; readonly end: string }[];
  /** How many accounts, from the first number on; all when absent. */
  readonly accounts?: string | undefined;
  /** First of the telephone numbers that go with the IMSIs. */
  readonly msisdns?: string | undefined;
}

interface Progress {
  readonly opened: number;
  readonly total: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** Orders accounts at the member's node and waits for them. The order is named for its application, so that repeating it resumes it. */
export async function openAccountsAndWait(
  api: MemberApi,
  request: OpenAccountsRequest,
  onProgress: (text: string, done: boolean) => void,
): Promise<Progress> {
  const imsis = firstNumbers(request);
  const total = countOf(imsis);
  const msisdns = request.msisdns === undefined ? {} : { msisdns: [from(request.msisdns, total)] };
  const orderId = `open-${request.application.slice(0, 40)}`;
  const order = {
    application: request.application,
    imsis,
    ...msisdns,
    package: "basic",
    method: "5G_AKA",
    algorithm: "milenage",
    amf: "8000",
  };
  await api.post("accounts", order, orderId);
  for (;;) {
    const progress = (await api.get(`/accounts/orders/${orderId}`)) as unknown as Progress;
    if (progress.failure !== undefined) {
      throw symbolonErrors.error(
        "STEP_REFUSED",
        `${progress.failure.code}: ${progress.failure.message} (${progress.opened} of ${progress.total} accounts are open)`,
      );
    }
    const done = progress.total > 0 && progress.opened === progress.total;
    onProgress(`opening accounts: ${progress.opened} of ${progress.total}`, done);
    if (done) return progress;
    await pause(POLL_MS);
  }
}

function firstNumbers({
  ranges,
  accounts,
}: OpenAccountsRequest): readonly { readonly start: string; readonly end: string }[] {
  let wanted = accounts === undefined ? Number.POSITIVE_INFINITY : Number(accounts);
  return ranges.flatMap(({ start, end }) => {
    const taken = Math.min(wanted, Number(end) - Number(start) + 1);
    wanted -= taken;
    return taken > 0 ? [from(start, taken)] : [];
  });
}

function from(start: string, count: number): { readonly start: string; readonly end: string } {
  return { start, end: String(Number(start) + count - 1).padStart(start.length, "0") };
}

function countOf(ranges: readonly { readonly start: string; readonly end: string }[]): number {
  return ranges.reduce((sum, { start, end }) => sum + Number(end) - Number(start) + 1, 0);
}
