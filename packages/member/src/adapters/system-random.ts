import { randomBytes } from "node:crypto";
import type { Random } from "@symbolon/base";

/** The operating system's generator. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
};
