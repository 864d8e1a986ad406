import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import { configOptions } from "./config-options.ts";

/** A configuration file as people read it: the given values, each under a comment that says what it is. */
export function configText(values: Readonly<Record<string, unknown>>): string {
  const document = new Document(values);
  document.commentBefore = " Configuration of a member's node. docs/configuration.md lists every option.";
  if (isMap(document.contents)) comment(document.contents, []);
  return document.toString({ lineWidth: 120 });
}

function comment(map: YAMLMap, path: readonly string[]): void {
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const here = [...path, String(key.value)];
    if (isMap(value)) comment(value, here);
    const option = configOptions.find((known) => known.path.join(".") === here.join("."));
    if (option !== undefined && option.description !== "") key.commentBefore = ` ${option.description}`;
  }
}
