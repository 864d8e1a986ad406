import { memberConfigSchema } from "./member-config.ts";

/** One leaf of the configuration: where it stands in the file, in the environment and on the command line. */
export interface ConfigOption {
  readonly path: readonly string[];
  /** `SYMBOLON_FACES_BCHF`. */
  readonly environment: string;
  /** `--faces-bchf`. */
  readonly flag: string;
  readonly type: "string" | "integer" | "boolean" | "list" | "map";
  readonly description: string;
  readonly standard: unknown;
}

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly description?: string;
  readonly default?: unknown;
}

/** All leaves of the schema, in its order. */
export const configOptions: readonly ConfigOption[] = leaves(memberConfigSchema as SchemaNode, []);

function leaves(node: SchemaNode, path: readonly string[]): readonly ConfigOption[] {
  if (node.properties === undefined) return [leaf(node, path)];
  return Object.entries(node.properties).flatMap(([name, child]) => leaves(child, [...path, name]));
}

function leaf(node: SchemaNode, path: readonly string[]): ConfigOption {
  const words = path.map((part) => part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  return {
    path,
    environment: `SYMBOLON_${words.join("_").replaceAll("-", "_").toUpperCase()}`,
    flag: `--${words.join("-")}`,
    type: leafType(node.type),
    description: node.description ?? "",
    standard: node.default,
  };
}

function leafType(type: string | undefined): ConfigOption["type"] {
  if (type === "integer" || type === "boolean") return type;
  if (type === "object") return "map";
  return type === "array" ? "list" : "string";
}
