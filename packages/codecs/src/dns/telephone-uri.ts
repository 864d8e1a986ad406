import { codecErrors } from "../errors.ts";

/** Characters of a telephone URI that is read or written; a NAPTR regexp field holds 255 octets. */
export const MAX_TELEPHONE_URI_CHARACTERS = 255;

/** A telephone number in a tel or SIP URI, with its portability parameters (RFC 3966, RFC 3261 clause 19.1.6, RFC 4694). */
export interface TelephoneUri {
  readonly scheme: "tel" | "sip" | "sips";
  /** With + when global; visual separators are gone. */
  readonly number: string;
  /** What a local number is valid within: a domain or the leading digits of a global number. */
  readonly phoneContext?: string;
  /** The number portability database was asked. */
  readonly npdi?: boolean;
  /** Routing number, with + when global. */
  readonly rn?: string;
  readonly rnContext?: string;
  /** Carrier identification code, with + when global. */
  readonly cic?: string;
  readonly cicContext?: string;
  /** SIP only. */
  readonly host?: string;
  readonly port?: number;
}

const SEPARATORS = /[-.()]/g;
const GLOBAL = /^\+\d{1,15}$/;
const LOCAL_NUMBER = /^[\dA-Fa-f*#]{1,32}$/;
const LOCAL_CODE = /^[\dA-Fa-f]{1,32}$/;
const DOMAIN = /^(?=.{1,253}$)[A-Za-z\d]([A-Za-z\d-]*[A-Za-z\d])?(\.[A-Za-z\d]([A-Za-z\d-]*[A-Za-z\d])?)*$/;
const HOST_PORT = /^(?<host>\[[\da-fA-F:.]+\]|[A-Za-z\d.-]+)(?::(?<port>\d{1,5}))?$/;
const PARAMETER_NAME = /^[A-Za-z\d-]+$/;

function invalid(what: string): Error {
  return codecErrors.error("TELEPHONE_URI_INVALID", what);
}

/** @throws TELEPHONE_URI_INVALID */
export function parseTelephoneUri(uri: string): TelephoneUri {
  if (uri.length > MAX_TELEPHONE_URI_CHARACTERS)
    throw invalid(`the URI is longer than ${MAX_TELEPHONE_URI_CHARACTERS}`);
  const colon = uri.indexOf(":");
  const scheme = uri.slice(0, Math.max(colon, 0)).toLowerCase();
  const rest = uri.slice(colon + 1);
  if (scheme === "tel") return { scheme, ...parseSubscriber(rest) };
  if (scheme !== "sip" && scheme !== "sips") throw invalid("the scheme is not tel, sip or sips");
  const at = rest.lastIndexOf("@");
  if (at < 0) throw invalid("a SIP URI with a telephone number needs a user part");
  return { scheme, ...parseSubscriber(rest.slice(0, at)), ...parseHost(rest.slice(at + 1)) };
}

type Parameters = ReadonlyMap<string, string | undefined>;

/** telephone-subscriber of RFC 3966: a number and parameters, each at most once. */
function parseSubscriber(text: string): Omit<TelephoneUri, "scheme"> {
  const [written = "", ...texts] = text.split(";");
  const parameters = parseParameters(texts);
  const number = written.replace(SEPARATORS, "");
  const phoneContext = parseContext(parameters, "phone-context");
  if (!GLOBAL.test(number)) {
    if (!LOCAL_NUMBER.test(number)) throw invalid("the number is neither + and 1 to 15 digits nor local");
    if (phoneContext === undefined) throw invalid("a local number needs phone-context");
  }
  return {
    number,
    ...(phoneContext === undefined ? {} : { phoneContext }),
    ...(parameters.has("npdi") ? { npdi: true } : {}),
    ...named("rn", "rnContext", parseCode(parameters, "rn")),
    ...named("cic", "cicContext", parseCode(parameters, "cic")),
  };
}

function parseParameters(texts: readonly string[]): Parameters {
  const parameters = new Map<string, string | undefined>();
  for (const text of texts) {
    const [name = "", ...value] = text.split("=");
    const key = name.toLowerCase();
    if (!PARAMETER_NAME.test(name)) throw invalid("a parameter has no name");
    if (parameters.has(key)) throw invalid(`the parameter ${key} stands twice`);
    parameters.set(key, value.length === 0 ? undefined : value.join("="));
  }
  if (parameters.get("npdi") !== undefined) throw invalid("npdi takes no value");
  return parameters;
}

interface Code {
  readonly value: string;
  readonly context?: string;
}

function named<V extends string, C extends string>(value: V, context: C, code: Code | undefined) {
  if (code === undefined) return {};
  return { [value]: code.value, ...(code.context === undefined ? {} : { [context]: code.context }) };
}

/** rn or cic of RFC 4694: global, or local with its context. */
function parseCode(parameters: Parameters, name: string): Code | undefined {
  if (!parameters.has(name)) return undefined;
  const value = (parameters.get(name) ?? "").replace(SEPARATORS, "");
  const context = parseContext(parameters, `${name}-context`);
  if (GLOBAL.test(value)) return { value };
  if (!LOCAL_CODE.test(value)) throw invalid(`${name} is neither + and digits nor hexadecimal digits`);
  if (context === undefined) throw invalid(`a local ${name} needs ${name}-context`);
  return { value, context };
}

function parseContext(parameters: Parameters, name: string): string | undefined {
  const text = parameters.get(name);
  if (text === undefined) {
    if (parameters.has(name)) throw invalid(`${name} needs a value`);
    return undefined;
  }
  const digits = text.replace(SEPARATORS, "");
  if (GLOBAL.test(digits)) return digits;
  if (!DOMAIN.test(text)) throw invalid(`${name} is neither + and digits nor a domain`);
  return text;
}

function parseHost(text: string): { host: string; port?: number } {
  const match = HOST_PORT.exec(text.split(/[;?]/, 1)[0] ?? "");
  const host = match?.groups?.["host"];
  const port = match?.groups?.["port"];
  if (host === undefined || Number(port ?? 0) > 0xffff)
    throw invalid("the host or port of the SIP URI is not readable");
  return port === undefined ? { host } : { host, port: Number(port) };
}

/** Writes the URI; a SIP one with `user=phone`. @throws TELEPHONE_URI_INVALID */
export function formatTelephoneUri(uri: TelephoneUri): string {
  const { scheme, host, port } = uri;
  let text = `${scheme}:${formatSubscriber(uri)}`;
  if (scheme !== "tel") text += `@${host ?? ""}${port === undefined ? "" : `:${port}`};user=phone`;
  // Whatever reads this URI must see what was meant, and nothing that an option slipped in.
  parseTelephoneUri(text);
  return text;
}

function formatSubscriber(uri: TelephoneUri): string {
  let text = uri.number;
  if (uri.phoneContext !== undefined) text += `;phone-context=${uri.phoneContext}`;
  if (uri.npdi === true) text += ";npdi";
  if (uri.rn !== undefined) text += `;rn=${uri.rn}`;
  if (uri.rnContext !== undefined) text += `;rn-context=${uri.rnContext}`;
  if (uri.cic !== undefined) text += `;cic=${uri.cic}`;
  if (uri.cicContext !== undefined) text += `;cic-context=${uri.cicContext}`;
  return text;
}
