import { concat, fromUtf8, type JsonValue, parseJson } from "@symbolon/base";
import { clientErrors } from "./errors.ts";

/** Reads a body, but not more of it than a limit. @throws ANSWER_MALFORMED */
export async function readBody(response: Response, maxLength: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxLength) {
      throw clientErrors.error("ANSWER_MALFORMED", `the answer has more than ${maxLength} octets`);
    }
    parts.push(part);
  }
  return concat(...parts);
}

/** @throws ANSWER_MALFORMED */
export function readJson(body: Uint8Array): JsonValue {
  try {
    return parseJson(fromUtf8(body));
  } catch (cause) {
    throw clientErrors.error("ANSWER_MALFORMED", "the answer is not JSON", { cause });
  }
}
