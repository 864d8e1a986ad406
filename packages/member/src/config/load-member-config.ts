import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Value } from "typebox/value";
import { LineCounter, parseDocument } from "yaml";
import { memberErrors } from "../errors.ts";
import { type ConfigOption, configOptions } from "./config-options.ts";
import { type MemberConfig, memberConfigSchema } from "./member-config.ts";

/** Octets of a configuration file. A real one has a few thousand. */
export const MAX_CONFIG_SIZE = 262_144;

/** Values given beside the file, by dotted path: those of the command line win over those of the environment, both over the file. */
export interface ConfigSources {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, string>>;
}

/** A checked configuration; every path in it is absolute. @throws CONFIG_UNREADABLE, CONFIG_INVALID */
export function loadMemberConfig(sources: ConfigSources): MemberConfig {
  const tree = parseYaml(sources.file, readText(sources.file));
  for (const option of configOptions) {
    const text = sources.options[option.path.join(".")] ?? sources.environment[option.environment];
    if (text !== undefined) place(tree, option.path, valueOf(option, text));
  }
  refuseUnknownVariables(sources.environment);
  return absolutePaths(
    check(sources.file, Value.Default(memberConfigSchema, withSections(tree))),
    dirname(resolve(sources.file)),
  );
}

function readText(file: string): string {
  try {
    if (statSync(file).size > MAX_CONFIG_SIZE) {
      throw memberErrors.error("CONFIG_UNREADABLE", `${file} is larger than ${MAX_CONFIG_SIZE} octets`);
    }
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (memberErrors.is(cause)) throw cause;
    throw memberErrors.error("CONFIG_UNREADABLE", `${file} cannot be read: ${reason(cause)}`, { cause });
  }
}

type Tree = Record<string, unknown>;

function parseYaml(file: string, text: string): Tree {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw memberErrors.error("CONFIG_UNREADABLE", `${file}:${line}:${col}: ${error.message}`);
  }
  const value: unknown = document.toJS();
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw memberErrors.error("CONFIG_UNREADABLE", `${file} holds no mapping of options`);
  }
  return value as Tree;
}

/** Sections may be left out whole; their members have defaults or are reported by name. */
function withSections(tree: Tree): Tree {
  const sections = ["ledger", "keys", "tls", "faces", "enum", "mslookup", "freshness", "log"];
  return { ...Object.fromEntries(sections.map((name) => [name, {}])), ...tree };
}

function place(tree: Tree, path: readonly string[], value: unknown): void {
  let node = tree;
  for (const name of path.slice(0, -1)) {
    if (typeof node[name] !== "object" || node[name] === null) node[name] = {};
    node = node[name] as Tree;
  }
  node[path.at(-1) ?? ""] = value;
}

function valueOf(option: ConfigOption, text: string): unknown {
  if (option.type === "integer" && /^-?[0-9]+$/.test(text)) return Number(text);
  if (option.type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  if (option.type === "list")
    return text === "" ? [] : text.split(",").map((item) => (/^[1-9][0-9]{0,2}$/.test(item) ? Number(item) : item));
  if (option.type === "map") return Object.fromEntries(text.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  return text;
}

/** Variables that are read elsewhere than in the schema. */
const OTHER_VARIABLES = new Set(["SYMBOLON_DIR", "SYMBOLON_CONFIG", "SYMBOLON_BCHF"]);

/** A misspelt variable would be ignored silently. */
function refuseUnknownVariables(environment: ConfigSources["environment"]): void {
  const known = new Set(configOptions.map((option) => option.environment));
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("SYMBOLON_") || known.has(name) || OTHER_VARIABLES.has(name)) continue;
    throw memberErrors.error("CONFIG_INVALID", `the environment variable ${name} is no option of a member`);
  }
}

function check(file: string, value: unknown): MemberConfig {
  if (Value.Check(memberConfigSchema, value)) return value;
  const faults = Value.Errors(memberConfigSchema, value).map(({ instancePath, message, params }) => {
    const extra = "additionalProperties" in params ? ` (${String(params.additionalProperties)})` : "";
    return `${instancePath.slice(1).replaceAll("/", ".") || "the file"} ${message}${extra}`;
  });
  throw memberErrors.error("CONFIG_INVALID", `${file}: ${faults.join("; ")}`, { details: { faults } });
}

function absolutePaths(config: MemberConfig, base: string): MemberConfig {
  const directory = resolve(base, config.directory);
  const at = (path: string) => resolve(directory, path);
  return {
    ...config,
    directory,
    ledger: { ...config.ledger, genesis: at(config.ledger.genesis), state: at(config.ledger.state) },
    keys: { ...config.keys, store: at(config.keys.store) },
    tls: { ...config.tls, certificate: at(config.tls.certificate) },
    ...(config.subscribers === undefined
      ? {}
      : { subscribers: { ...config.subscribers, database: at(config.subscribers.database) } }),
  };
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
