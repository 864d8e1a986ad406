import { hasDevnetDocument, readDevnetDocument } from "../devnet/devnet-document.ts";
import { checkPortBase, type FaceName, faceOffsets, facePort } from "../devnet/ports.ts";
import type { Check } from "./check.ts";
import { checkDevnet } from "./check-devnet.ts";
import { checkMachine } from "./check-machine.ts";
import { checkPorts } from "./check-ports.ts";

const DEVNET_MEMBERS = 4;

/** Looks at the machine, and at the devnet where there is one, else at the ports that one would need. */
export async function examine(
  directory: string,
  portBase: number,
): Promise<{ readonly checks: readonly Check[]; readonly healthy: boolean }> {
  checkPortBase(portBase, DEVNET_MEMBERS);
  const checks: Check[] = [...checkMachine(directory)];
  if (hasDevnetDocument(directory)) checks.push(...(await checkDevnet(directory, readDevnetDocument(directory))));
  else {
    checks.push(await checkPorts(devnetPorts(portBase)));
    checks.push({ name: "devnet", state: "ok", finding: `none in ${directory} yet; \`npm start\` makes one` });
  }
  return { checks, healthy: checks.every(({ state }) => state !== "fault") };
}

function devnetPorts(portBase: number): ReadonlyMap<number, string> {
  const ports = new Map<number, string>();
  for (let index = 0; index < DEVNET_MEMBERS; index += 1) {
    for (const face of Object.keys(faceOffsets) as FaceName[])
      ports.set(facePort(portBase, index, face), `member ${index}, ${face}`);
  }
  return ports;
}
