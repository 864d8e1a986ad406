import type { Clock } from "@symbolon/base";
import type { Timers } from "@symbolon/ledger";

/** The machine's clock and timers, for tests that run real processes and disks. */
export const systemTime: Clock & Timers = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
