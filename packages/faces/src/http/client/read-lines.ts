import { faceErrors } from "../../errors.ts";

const LINE_FEED = 0x0a;

/** Splits octets into lines without their line feeds; empty ones are left out. @throws PEER_ANSWER_INVALID for a line longer than `limit` octets */
export async function* readLines(octets: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of octets) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([...parts, chunk.subarray(start, end)]);
      if (line.length > 0) yield line;
      parts = [];
      length = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    if (length > limit) throw faceErrors.error("PEER_ANSWER_INVALID", `a line has more than ${limit} octets`);
    if (rest.length > 0) parts.push(rest);
  }
}
