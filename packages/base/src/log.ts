export type LogLevel = "debug" | "info" | "warn" | "error";

/** Facts of a log line. Secrets never go in. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Port for structured logs: one event name, its facts. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose every line carries `fields`. */
  child(fields: LogFields): Log;
}

export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};
