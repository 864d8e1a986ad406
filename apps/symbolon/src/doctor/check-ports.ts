import { createServer } from "node:net";
import type { Check } from "./check.ts";

/** Whether loopback ports can be bound. @param names what would listen on each port */
export async function checkPorts(names: ReadonlyMap<number, string>): Promise<Check> {
  const taken: string[] = [];
  for (const [port, name] of names) if (!(await isFree(port))) taken.push(`${port} (${name})`);
  if (taken.length === 0) return { name: "ports", state: "ok", finding: `${names.size} loopback ports are free` };
  return {
    name: "ports",
    state: "fault",
    finding: `in use: ${taken.join(", ")}`,
    remedy: "Stop what listens there, or choose other ports with --port-base.",
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
