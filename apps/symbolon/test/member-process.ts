import { SymbolonProcess } from "./symbolon-process.ts";

/** One member's daemon in a process of its own: `symbolon node --config`. */
export async function startMember(config: string, ...options: readonly string[]): Promise<SymbolonProcess> {
  const member = new SymbolonProcess(["node", "--config", config, ...options]);
  try {
    await member.printed("symbolon: ready");
    return member;
  } catch (cause) {
    await member[Symbol.asyncDispose]();
    throw cause;
  }
}
