import { spawn } from "node:child_process";
import { generateKeyPairSync, hash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { canonicalBytes, type SignatureSuite, toBase64Url, toHex, utf8 } from "@symbolon/base";
import { KeyObjectSigner } from "@symbolon/crypto";
import { MemoryStore, SparseMerkleTree, treeChanges } from "@symbolon/ledger";
import {
  encodeProof,
  encodeTrust,
  headerSigningBytes,
  NO_PREVIOUS_HASH,
  type Sha256,
  validatorsHash,
} from "@symbolon/proofs";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import { requireProgram } from "./src/require-program.ts";

const sha256: Sha256 = (bytes) => hash("sha256", bytes, "buffer");
const ANSWER_DEADLINE_MS = 40_000;
const BLOCK = 100_000;
const FIRST = 315_010_000_000_000;

/** Fetches proof and trust, verifies them here and with an altered octet, and tells the server what it found. */
const PAGE_SCRIPT = `
import { parseTrust, verifyNumberOffline } from "@symbolon/client";
const octets = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
const [proof, trustFile] = [await octets("/proof"), await octets("/trust")];
const trust = parseTrust(trustFile);
const startedAt = performance.now();
const verdict = await verifyNumberOffline(proof, trust, "imsi-315010000712345");
const milliseconds = performance.now() - startedAt;
const other = await verifyNumberOffline(proof, trust, "imsi-315010000812345");
let alteredAccepted = 0;
for (let at = 0; at < proof.length; at += 37) {
  const altered = proof.slice();
  altered[at] ^= 1;
  if ((await verifyNumberOffline(altered, trust, "imsi-315010000712345")).valid) alteredAccepted += 1;
}
const { valid, height, reason } = verdict;
await fetch("/found", { method: "POST", body: JSON.stringify({ valid, height, reason, milliseconds, other: other.reason, alteredAccepted }) });
`;

interface Found {
  readonly valid: boolean;
  readonly height: number;
  readonly milliseconds: number;
  readonly other: string;
  readonly alteredAccepted: number;
}

/** The page's script with everything that it imports, for a browser. */
async function bundle(): Promise<string> {
  const entry = "page-script";
  const outcome = await build({
    configFile: false,
    logLevel: "silent",
    root: fileURLToPath(new URL(".", import.meta.url)),
    plugins: [
      {
        name: "page-script",
        resolveId: (id) => (id === entry ? `\0${entry}` : null),
        load: (id) => (id === `\0${entry}` ? PAGE_SCRIPT : null),
      },
    ],
    build: { write: false, target: "es2022", rollupOptions: { input: entry } },
  });
  const [output] = Array.isArray(outcome) ? outcome : [outcome];
  if (output === undefined || !("output" in output)) throw new Error("the bundler gave nothing");
  return output.output.map((part) => (part.type === "chunk" ? part.code : "")).join("\n");
}

/** A state of a thousand ranges, the block that signs it, and the proof of one range. */
async function proofBy(suite: SignatureSuite) {
  const records = Array.from({ length: 1_000 }, (_, n) => {
    const start = String(FIRST + n * BLOCK);
    const end = String(FIRST + (n + 1) * BLOCK - 1);
    const record = { v: 1, kind: "imsi", start, end, holder: `member-${n % 7}`, status: "recorded" };
    return [`range/imsi/15/${end}`, canonicalBytes(record)] as const;
  });
  const store = new MemoryStore();
  const tree = new SparseMerkleTree({}, { source: store });
  const state = new Map(records);
  const update = tree.update(treeChanges(state, sha256));
  store.commit({ height: 9, state, tree: update.nodes, meta: new Map() });
  tree.accept(update);
  const [key, value] = records[7] as (typeof records)[number];
  const path = tree.prove(sha256(utf8(key)));

  const keys = suite === "EdDSA" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signer = new KeyObjectSigner(keys.privateKey);
  const validator = { suite, spki: toBase64Url(signer.spki) };
  const nothing = "0".repeat(64);
  const header = {
    ledger: "browser-ledger",
    height: 9,
    previousHash: NO_PREVIOUS_HASH,
    time: 1_790_000_000_000,
    transactionsRoot: nothing,
    resultsRoot: nothing,
    stateRoot: toHex(update.root),
    validatorsHash: validatorsHash([validator], sha256),
  };
  const signature = { ...validator, signature: toBase64Url(await signer.sign(headerSigningBytes(header))) };
  const anchor = { type: "embedded", header, signature } as const;
  const root = header.stateRoot;
  const proof = { type: "record", ledger: header.ledger, record: { key, value }, path, root, anchor } as const;
  const trust = encodeTrust({ format: 1, type: "embedded", ledger: header.ledger, validators: [validator] });
  return { proof: encodeProof(proof, sha256), trust };
}

/** Serves the page on loopback until it has told what it found. */
async function serve(parts: ReadonlyMap<string, readonly [type: string, body: string | Uint8Array]>) {
  const { promise: found, resolve } = Promise.withResolvers<Found>();
  const server: Server = createServer((request, response) => {
    const part = parts.get(request.url ?? "");
    if (request.method === "POST") void text(request).then((body) => resolve(JSON.parse(body) as Found));
    response.writeHead(part === undefined ? 204 : 200, { "content-type": part?.[0] ?? "text/plain" }).end(part?.[1]);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url, found, [Symbol.asyncDispose]: close };
}

async function browse(chromium: string, url: string, found: Promise<Found>): Promise<Found> {
  const profile = await mkdtemp(join(tmpdir(), "symbolon-browser-"));
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const page = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", `--user-data-dir=${profile}`, url];
  // A group of its own: the browser's helpers end with it.
  const browser = spawn(chromium, [...quiet, ...page], { stdio: "ignore", detached: true });
  const ended = once(browser, "exit");
  const late = new AbortController();
  const deadline = AbortSignal.any([late.signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]);
  const overdue = once(deadline, "abort").then(() => Promise.reject(new Error("the page told nothing in time")));
  try {
    return await Promise.race([found, overdue]);
  } finally {
    overdue.catch(() => undefined);
    late.abort();
    process.kill(-(browser.pid as number), "SIGKILL");
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

describe("client in Chromium", () => {
  it("is bundled without anything of Node", async () => {
    const code = await bundle();
    expect(code).not.toMatch(/["'`]node:|\bprocess\.|\bBuffer\b|\brequire\(/);
    expect(code.length).toBeGreaterThan(5_000);
    expect(code.length).toBeLessThan(60_000);
  });

  it.each(["EdDSA", "ES256"] as const)("verifies a proof signed with %s, offline", async (suite) => {
    const chromium = requireProgram("chromium", "chromium");
    const { proof, trust } = await proofBy(suite);
    await using server = await serve(
      new Map<string, readonly [string, string | Uint8Array]>([
        ["/", ["text/html", '<!doctype html><title>proof</title><script type="module" src="/page.js"></script>']],
        ["/page.js", ["text/javascript", await bundle()]],
        ["/proof", ["application/json", proof]],
        ["/trust", ["application/json", trust]],
      ]),
    );
    const found = await browse(chromium, server.url, server.found);
    expect(found).toMatchObject({ valid: true, height: 9, other: "IDENTIFIER_NOT_COVERED", alteredAccepted: 0 });
    expect(found.milliseconds).toBeGreaterThan(0);
  });
});
