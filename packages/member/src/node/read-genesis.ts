import { parseCanonicalJson, SymbolonError, utf8 } from "@symbolon/base";
import type { Genesis } from "@symbolon/state";
import { memberErrors } from "../errors.ts";
import { readMemberFile } from "./open-keys.ts";

/** @throws MEMBER_FILE_UNREADABLE */
export function readGenesis(file: string): Genesis {
  try {
    return parseCanonicalJson(utf8(readMemberFile(file).trimEnd())) as unknown as Genesis;
  } catch (cause) {
    if (memberErrors.is(cause) || !(cause instanceof SymbolonError)) throw cause;
    throw memberErrors.error("MEMBER_FILE_UNREADABLE", `${file} is no genesis document: ${cause.message}`, { cause });
  }
}
