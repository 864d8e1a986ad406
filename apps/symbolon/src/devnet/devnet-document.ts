import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { symbolonErrors } from "../errors.ts";

/** What faces a member offers: present when the face exists. */
export interface DevnetEndpoints {
  readonly bchf: string;
  readonly sbi?: string;
  /** The SBI towards other members, mutual TLS. */
  readonly sbiTls?: string;
  readonly enum?: string;
  readonly mslookup?: string;
  readonly api: string;
  readonly metrics?: string;
}

export interface DevnetMember {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly plmns: readonly string[];
  readonly endpoints: DevnetEndpoints;
  /** Paths relative to the directory of the document. */
  readonly credentials: { readonly ca: string; readonly certificate: string; readonly key: string };
}

/** `DIR/devnet.json`: what other programs need to know of a running devnet. */
export interface DevnetDocument {
  readonly format: 1;
  readonly ledger: string;
  readonly engine: string;
  readonly height: number;
  /** Trust file for `symbolon verify`, relative. */
  readonly trust: string;
  readonly members: readonly DevnetMember[];
  readonly samples: {
    readonly imsi: { readonly identifier: string; readonly holder: string };
    readonly msisdn: { readonly identifier: string; readonly holder: string };
    readonly unassigned: { readonly identifier: string };
    readonly subscriber: { readonly imsi: string; readonly k: string; readonly opc: string; readonly amf: string };
  };
}

export const DEVNET_FILE = "devnet.json";

export function writeDevnetDocument(directory: string, document: DevnetDocument): void {
  const file = join(directory, DEVNET_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function hasDevnetDocument(directory: string): boolean {
  return existsSync(join(directory, DEVNET_FILE));
}

/** @throws NO_DEVNET */
export function readDevnetDocument(directory: string): DevnetDocument {
  const file = join(directory, DEVNET_FILE);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as DevnetDocument;
  } catch (cause) {
    throw symbolonErrors.error("NO_DEVNET", `${file} cannot be read`, { cause });
  }
}
