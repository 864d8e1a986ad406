import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { faceOffsets, HLR_OFFSET } from "../src/devnet/ports.ts";

/** Below the ports that systems give out by themselves. */
const FIRST = 20_000;
const LAST = 29_000;
const STEP = 30;
const PORTS_PER_MEMBER = 100;
const ATTEMPTS = 100;

/** A port base whose ports are all free, by TCP and UDP, for a devnet of so many members. */
export async function freePortBase(members = 4): Promise<number> {
  const candidates = (LAST - FIRST) / STEP;
  const from = process.pid % candidates;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const base = FIRST + ((from + attempt * 37) % candidates) * STEP;
    const free = await Promise.all(portsOf(base, members).map(isFree));
    if (!free.includes(false)) return base;
  }
  throw new Error(`no free ports between ${FIRST} and ${LAST}`);
}

function portsOf(base: number, members: number): readonly number[] {
  const offsets = [...Object.values(faceOffsets), HLR_OFFSET];
  return Array.from({ length: members }, (_, index) =>
    offsets.map((offset) => base + PORTS_PER_MEMBER * index + offset),
  ).flat();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const socket = createSocket("udp4");
  try {
    server.listen(port, "127.0.0.1");
    socket.bind(port, "127.0.0.1");
    await Promise.all([once(server, "listening"), once(socket, "listening")]);
    return true;
  } catch {
    return false;
  } finally {
    server.close();
    closeQuietly(socket);
  }
}

/** A socket that could not be bound may be closed already. */
function closeQuietly(socket: ReturnType<typeof createSocket>): void {
  try {
    socket.close();
  } catch {
    socket.unref();
  }
}

/** A TCP port that the system gives out. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}
