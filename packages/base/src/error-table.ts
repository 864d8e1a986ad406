/** What a stable error code means and what the reader can do about it. */
export interface ErrorDefinition {
  readonly meaning: string;
  readonly remedy: string;
}

export interface ErrorOptions {
  /** Machine-readable facts about this occurrence; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error class of the product. `code` is stable; `message` says what happened and why. */
export class SymbolonError<Code extends string = string> extends Error {
  override readonly name = "SymbolonError";
  readonly code: Code;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, remedy: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = remedy;
    this.details = options.details ?? {};
  }
}

/** The errors of one package: its table of codes and the only way to make one. */
export interface ErrorTable<Code extends string> {
  readonly packageName: string;
  readonly definitions: Readonly<Record<Code, ErrorDefinition>>;
  /** Makes (does not throw) the error. `message` says what happened and why in this case. */
  error(code: Code, message: string, options?: ErrorOptions): SymbolonError<Code>;
  /** True when `value` is an error made from this table, of `code` when that is given. */
  is(value: unknown, code?: Code): value is SymbolonError<Code>;
}

export function defineErrors<const Code extends string>(
  packageName: string,
  definitions: Readonly<Record<Code, ErrorDefinition>>,
): ErrorTable<Code> {
  return {
    packageName,
    definitions,
    error: (code, message, options) => new SymbolonError(code, message, definitions[code].remedy, options),
    is: (value, code): value is SymbolonError<Code> =>
      value instanceof SymbolonError &&
      Object.hasOwn(definitions, value.code) &&
      (code === undefined || value.code === code),
  };
}
