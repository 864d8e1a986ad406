import type { Timers } from "@symbolon/ledger";

/** The machine's timers. They do not keep a process alive. */
export const systemTimers: Timers = {
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
