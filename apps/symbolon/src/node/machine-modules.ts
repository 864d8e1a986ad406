import type { LogLevel } from "@symbolon/base";
import { type MemberNodeModules, pinoLog, systemClock, systemRandom, systemTimers } from "@symbolon/member";

/** Clock, timers, randomness and log of this machine. */
export function machineModules(level: LogLevel): MemberNodeModules {
  return { clock: systemClock, timers: systemTimers, random: systemRandom, log: pinoLog(level) };
}
