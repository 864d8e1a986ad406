import { readFileSync, statfsSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import type { Check } from "./check.ts";

/** Octets of memory below which a devnet is tight. */
export const MIN_MEMORY = 2_147_483_648;
/** Octets of free disk below which a ledger should not be started. */
export const MIN_FREE_DISK = 1_073_741_824;

/** Node, memory, disk: what every command needs. */
export function checkMachine(directory: string): readonly Check[] {
  return [checkNode(), checkMemory(), checkDisk(directory)];
}

function checkNode(): Check {
  const pinned = pinnedNode();
  const finding = `Node ${process.versions.node}, pinned ${pinned}`;
  if (process.versions.node === pinned) return { name: "node", state: "ok", finding };
  return {
    name: "node",
    state: "fault",
    finding,
    remedy: "Start through npm: `npm start`, `npm run -s symbolon -- COMMAND`; they install and use the pinned Node.",
  };
}

function pinnedNode(): string {
  const file = join(import.meta.dirname, "../../../../package.json");
  const { devDependencies } = JSON.parse(readFileSync(file, "utf8")) as { devDependencies: { node: string } };
  return devDependencies.node;
}

function checkMemory(): Check {
  const finding = `${inGigabytes(totalmem())} GB of memory`;
  if (totalmem() >= MIN_MEMORY) return { name: "memory", state: "ok", finding };
  return {
    name: "memory",
    state: "warning",
    finding,
    remedy: `A devnet is tight below ${inGigabytes(MIN_MEMORY)} GB.`,
  };
}

function checkDisk(directory: string): Check {
  const { bavail, bsize } = statfsOfNearest(directory);
  const free = bavail * bsize;
  const finding = `${inGigabytes(free)} GB free for ${directory}`;
  if (free >= MIN_FREE_DISK) return { name: "disk", state: "ok", finding };
  return { name: "disk", state: "fault", finding, remedy: "Free some space, or choose another directory with --dir." };
}

function statfsOfNearest(directory: string): { readonly bavail: number; readonly bsize: number } {
  try {
    return statfsSync(directory);
  } catch {
    return statfsOfNearest(dirname(directory));
  }
}

function inGigabytes(octets: number): string {
  return (octets / 1e9).toFixed(1);
}
