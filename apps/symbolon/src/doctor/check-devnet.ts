import { statSync } from "node:fs";
import { join } from "node:path";
import type { DevnetDocument } from "../devnet/devnet-document.ts";
import type { Check } from "./check.ts";

/** Milliseconds that a node has to say how it is. */
export const HEALTH_TIMEOUT_MS = 2000;

/** Every member's health endpoint, and the modes of the key files. */
export async function checkDevnet(directory: string, devnet: DevnetDocument): Promise<readonly Check[]> {
  const answers = await Promise.all(devnet.members.map(checkMember));
  return [...answers, checkKeyFiles(directory, devnet)];
}

async function checkMember(member: DevnetDocument["members"][number]): Promise<Check> {
  const name = `member ${member.id}`;
  try {
    const response = await fetch(`${member.endpoints.bchf}/readyz`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    const finding = `${member.endpoints.bchf} answers ${response.status}`;
    if (response.ok) return { name, state: "ok", finding };
    return {
      name,
      state: "fault",
      finding,
      remedy: "Its log says why it is not ready; it catches up by itself when the orderer is back.",
    };
  } catch {
    return {
      name,
      state: "fault",
      finding: `${member.endpoints.bchf} does not answer`,
      remedy: "Start it: `npm start`, or `symbolon node --config ...`.",
    };
  }
}

function checkKeyFiles(directory: string, devnet: DevnetDocument): Check {
  const open = devnet.members
    .map(({ credentials }) => join(directory, credentials.key))
    .filter((file) => (statSync(file).mode & 0o077) !== 0);
  if (open.length === 0) return { name: "key files", state: "ok", finding: "readable by their owner only" };
  return {
    name: "key files",
    state: "fault",
    finding: `readable by others: ${open.join(", ")}`,
    remedy: "chmod 0600 them.",
  };
}
