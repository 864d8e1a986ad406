import { generateKeyPairSync, sign } from "node:crypto";
import { canonicalBytes, type JsonObject, toBase64Url } from "@symbolon/base";
import { sha256, verifySignature } from "@symbolon/crypto";
import { buildGenesis, type MemberProfile, symbolonRuleset, toDigits } from "@symbolon/contracts";
import { decodeRecord } from "@symbolon/state";
import { MemoryStateView } from "@symbolon/testkit/memory-state-view";
import type { BenchOptions, BenchResult } from "./bench-result.ts";

const START = 315_010_123_400_000;
const DAY_MS = 86_400_000;
const TIME = 20_670 * DAY_MS;
const ROUTING = { dataManagement: [{ type: "UDM", endpoint: "udm" }], credentialPolicy: "off" };

/** Recording one number in the contract alone, beside what a ledger must do for it anyway: check one ES256 signature. */
export async function run({ full }: BenchOptions): Promise<BenchResult> {
  const count = full ? 20_000 : 2000;
  const view = alliance(count);
  const recordingRate = perSecond(count, (i) => {
    const digits = toDigits(START + i, 15);
    const ranges = [{ start: digits, end: digits, routing: ROUTING }];
    call(view, "alpha", "numbers", "record", { kind: "imsi", ranges, prices: [{ pricing: "cbrs", revision: 1 }] });
  });
  const verifyRate = signatureRate(count / 2);
  const codecRate = codecsRate(view, count);
  return {
    title: "Contracts",
    figures: [
      {
        name: "numbers.record of one number, charged",
        value: recordingRate,
        unit: "calls/s",
        peer: { name: "one ES256 signature checked", value: verifyRate },
        ratio: recordingRate / verifyRate,
        bar: ">= 1 x",
      },
      {
        name: "the six records it reads and the six it writes, decoded and encoded bare",
        value: codecRate,
        unit: "times/s",
        peer: { name: "numbers.record", value: recordingRate },
        ratio: codecRate / recordingRate,
      },
    ],
  };
}

function alliance(numbers: number): MemoryStateView {
  const view = new MemoryStateView("bench-0000000000000000", TIME);
  const founders = [profile("alpha", "operator"), profile("buyer", "number-buyer")];
  const genesis = buildGenesis({ name: "bench", time: TIME, validators: [], founders });
  for (const { name, initialise } of symbolonRuleset.contracts)
    initialise?.(view, genesis.contracts[name] as JsonObject);
  const pricing = { id: "cbrs", currency: "USD", occupationFee: "3", setUpFee: "1", periodDays: 30, noticeDays: 1 };
  call(view, "buyer", "numbers", "inject", { kind: "imsi", ranges: [{ plmn: "315010", block: "1234" }], pricing });
  call(view, "buyer", "settlement", "setCreditLimit", { member: "alpha", currency: "USD", limit: "1000000000" });
  view.txId = "1".repeat(64);
  call(view, "alpha", "numbers", "apply", { kind: "imsi", length: 15, count: numbers });
  call(view, "alpha", "numbers", "open", { application: view.txId });
  return view;
}

function profile(id: string, role: MemberProfile["roles"][number]): MemberProfile {
  const { publicKey } = generateKeyPairSync("ed25519");
  const key = { suite: "EdDSA", spki: toBase64Url(publicKey.export({ type: "spki", format: "der" })) } as const;
  const validity = { notBefore: TIME, notAfter: TIME + DAY_MS };
  return {
    id,
    name: id,
    roles: [role],
    authority: { ...key, certificate: "AAAA" },
    certificates: [{ use: "key", role: "admin", ...key, ...validity }],
    endpoints: [{ name: "udm", type: "UDM", scheme: "http", host: "127.0.0.1", port: 7011 }],
    contact: { organisation: id, email: "noc@example.net" },
    evidence: [],
  };
}

function call(view: MemoryStateView, memberId: string, contract: string, method: string, args: object): void {
  view.submitter = { memberId, certificateId: "0", role: "admin" };
  symbolonRuleset.contracts.find(({ name }) => name === contract)?.methods[method]?.execute(view, args as never);
}

function signatureRate(count: number): number {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const bytes = sha256(spki);
  let signature: Uint8Array;
  // Low S only: about every second signature.
  do signature = sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
  while (!verifySignature("ES256", spki, bytes, signature));
  return perSecond(count, () => verifySignature("ES256", spki, bytes, signature));
}

function codecsRate(view: MemoryStateView, count: number): number {
  const keys = ["range/imsi/15/", "range/imsi/15/", "member/", "pricing/", "account/alpha/", "account/buyer/"];
  const entries = keys.map((prefix) => view.range(prefix, `${prefix}~`, 1)[0] as { key: string; value: Uint8Array });
  return perSecond(count, () => {
    for (const { key, value } of entries) canonicalBytes(decodeRecord<JsonObject>(key, value));
  });
}

function perSecond(count: number, work: (i: number) => void): number {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) work(i);
  return (count / (performance.now() - start)) * 1000;
}
