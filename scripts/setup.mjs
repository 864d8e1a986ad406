// Installs the locked dependencies, with them the pinned Node, when they are not there yet.
// Runs on whatever Node started npm; everything after it runs on the pinned one.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const lock = readFileSync(join(root, "package-lock.json"));
const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.node;
const stamp = createHash("sha256").update(lock).update(process.platform).update(process.arch).digest("hex");
const stampFile = join(root, "node_modules", ".symbolon-setup");
const bin = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

if (installed()) process.exit(0);
console.error("symbolon: installing the locked dependencies (first run takes 10-60 s) ...");
const startedAt = Date.now();
install();
const version = pinnedVersion();
if (version !== `v${pinned}`) {
  fail(
    `node_modules/.bin/node says ${version ?? "nothing"}, expected v${pinned}`,
    "npm did not run the install script of the package `node`. Check `npm config get ignore-scripts` (must be false) and run `npm ci` again.",
  );
}
writeFileSync(stampFile, stamp);
console.error(`symbolon: ready to run on Node ${pinned} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);

function installed() {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp && pinnedVersion() === `v${pinned}`;
}

function pinnedVersion() {
  if (!existsSync(bin)) return undefined;
  const run = spawnSync(bin, ["--version"], { encoding: "utf8", shell: process.platform === "win32" });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

function install() {
  const npm = process.env.npm_execpath;
  const node = process.env.npm_node_execpath ?? process.execPath;
  const args = ["ci", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const run = npm
    ? spawnSync(node, [npm, ...args], { cwd: root, env: environment(), stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, {
        cwd: root,
        env: environment(),
        stdio: ["ignore", 2, 2],
        shell: process.platform === "win32",
      });
  if (run.status !== 0) {
    fail(
      "npm ci did not succeed",
      "Check the network and the npm registry settings, then run the command again; `npm ci --offline` works with a filled cache.",
    );
  }
}

/** Settings of the calling npm that would leave out what is needed here. */
function environment() {
  const dropped = /^npm_config_(workspace|workspaces|omit|include|production|ignore_scripts|global)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}

function fail(what, remedy) {
  console.error(`symbolon: set-up failed: ${what}.\n${remedy}`);
  process.exit(1);
}
