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
const HOST = /^(?:\[[\da-fA-F:.]+\]|[A-Za-z\d.-]+)$/;
const PORT = /^\d{1,5}$/;
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
  const [authority = ""] = text.split(/[;?]/, 1);
  const colon = authority.lastIndexOf(":");
  const withPort = colon > authority.lastIndexOf("]");
  const host = withPort ? authority.slice(0, colon) : authority;
  const port = withPort ? authority.slice(colon + 1) : "0";
  if (!HOST.test(host) || !PORT.test(port) || Number(port) > 0xffff) {
    throw invalid("the host or port of the SIP URI is not readable");
  }
  return withPort ? { host, port: Number(port) } : { host };
}

/** Writes the URI; a SIP one with `user=phone`. Checks every part as {@link parseTelephoneUri} does. @throws TELEPHONE_URI_INVALID */
export function formatTelephoneUri(uri: TelephoneUri): string {
  const { scheme, host = "", port } = uri;
  let text = `${scheme}:${formatSubscriber(uri)}`;
  if (scheme !== "tel") {
    if (!HOST.test(host)) throw invalid("a SIP URI needs a host name or address");
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 0xffff))
      throw invalid("the port is none");
    text += `@${host}${port === undefined ? "" : `:${port}`};user=phone`;
  }
  if (text.length > MAX_TELEPHONE_URI_CHARACTERS)
    throw invalid(`the URI is longer than ${MAX_TELEPHONE_URI_CHARACTERS}`);
  return text;
}

function formatSubscriber(uri: TelephoneUri): string {
  const { number, phoneContext, npdi, rn, rnContext, cic, cicContext } = uri;
  if (!GLOBAL.test(number) && !(LOCAL_NUMBER.test(number) && phoneContext !== undefined)) {
    throw invalid("the number is neither + and 1 to 15 digits nor local with its context");
  }
  let text = number + formatContext("phone-context", phoneContext);
  if (npdi === true) text += ";npdi";
  if (rn !== undefined) text += formatCode("rn", rn, rnContext);
  if (cic !== undefined) text += formatCode("cic", cic, cicContext);
  return text;
}

function formatCode(name: string, value: string, context: string | undefined): string {
  if (!GLOBAL.test(value) && !(LOCAL_CODE.test(value) && context !== undefined)) {
    throw invalid(`${name} is neither + and digits nor hexadecimal digits with their context`);
  }
  return `;${name}=${value}${formatContext(`${name}-context`, context)}`;
}

function formatContext(name: string, context: string | undefined): string {
  if (context === undefined) return "";
  if (!GLOBAL.test(context) && !DOMAIN.test(context)) throw invalid(`${name} is neither + and digits nor a domain`);
  return `;${name}=${context}`;
}
