import { fromBase64Url, fromUtf8, type JsonObject, type JsonValue, type SignatureSuite, utf8 } from "@symbolon/base";
import { defineErrors } from "@symbolon/base";
import { type CertificateRole, compositeKey, type Contract, type StateView, writeRecord } from "@symbolon/state";
import { Type } from "typebox";

/** The one error that the test contract throws by itself. */
export const testContractErrors = defineErrors("testkit", {
  TEST_REFUSED: { meaning: "A test asked the test contract to refuse.", remedy: "None." },
});

/** One step of a script: what a contract may do with its view. */
export type Step =
  | { readonly op: "put"; readonly key: string; readonly value: string }
  | { readonly op: "get" | "delete"; readonly key: string }
  | { readonly op: "range"; readonly start: string; readonly end: string; readonly limit: number }
  | { readonly op: "emit"; readonly type: string; readonly data: JsonObject }
  | {
      readonly op: "verify";
      readonly suite: SignatureSuite;
      readonly spki: string;
      readonly text: string;
      readonly signature: string;
    }
  | { readonly op: "hash"; readonly text: string }
  | { readonly op: "about" | "refuse" | "fail" | "swallow" };

/** A certificate as the test contract records it. */
export interface TestCertificate {
  readonly memberId: string;
  readonly role: CertificateRole;
  readonly suite: SignatureSuite;
  readonly spki: string;
  readonly revoked?: boolean;
}

const operations: { readonly [Op in Step["op"]]: (view: StateView, step: Extract<Step, { op: Op }>) => JsonValue } = {
  put: (view, { key, value }) => {
    view.put(key, utf8(value));
    return null;
  },
  get: (view, { key }) => text(view.get(key)),
  delete: (view, { key }) => {
    view.delete(key);
    return null;
  },
  range: (view, { start, end, limit }) => view.range(start, end, limit).map(({ key, value }) => [key, text(value)]),
  emit: (view, { type, data }) => {
    view.emit({ type, data });
    return null;
  },
  verify: (view, { suite, spki, text, signature }) =>
    view.verify(suite, fromBase64Url(spki), utf8(text), fromBase64Url(signature)),
  hash: (view, { text }) => view.sha256(utf8(text)).length,
  about: (view) => ({
    txId: view.txId,
    height: view.height,
    blockTime: view.blockTime,
    submitter: { ...view.submitter },
  }),
  refuse: () => {
    throw testContractErrors.error("TEST_REFUSED", "the test asked for it");
  },
  fail: () => {
    throw new RangeError("the test broke the contract");
  },
  swallow: (view) => {
    try {
      for (;;) view.get("item/none");
    } catch {
      return "swallowed";
    }
  },
};

function text(value: Uint8Array | undefined): string | null {
  return value === undefined ? null : fromUtf8(value);
}

const everyone = ["client", "node", "admin"] as const;

/** A contract that does what its arguments say. */
export const testContract: Contract = {
  name: "test",
  version: 1,
  methods: {
    script: {
      args: Type.Object({ steps: Type.Array(Type.Object({ op: Type.String() })) }, { additionalProperties: false }),
      roles: everyone,
      workLimit: { keysRead: 100, keysWritten: 20 },
      execute: (view, args: { readonly steps: readonly Step[] }) =>
        args.steps.map((step) => operations[step.op](view, step as never)),
    },
    record: {
      args: Type.Object({ number: Type.String(), holder: Type.String() }, { additionalProperties: false }),
      roles: ["client"],
      execute: (view, { number, holder }: { readonly number: string; readonly holder: string }) => {
        writeRecord(view, compositeKey("number", number), { v: 1, holder, since: view.blockTime });
        writeRecord(view, compositeKey("holding", holder, number), { v: 1, number });
        writeRecord(view, compositeKey("history", number, String(view.height)), {
          v: 1,
          holder,
          by: view.submitter.memberId,
        });
        return { number };
      },
    },
    revoke: {
      args: Type.Object({ certificate: Type.String() }, { additionalProperties: false }),
      roles: ["admin"],
      execute: (view, { certificate }: { readonly certificate: string }) => {
        const key = compositeKey("certificate", certificate);
        const record = JSON.parse(fromUtf8(view.get(key) ?? utf8("{}"))) as TestCertificate;
        writeRecord(view, key, { ...record, revoked: true });
        return null;
      },
    },
  },
  initialise: (view, genesis) => {
    const certificates = (genesis["certificates"] ?? {}) as unknown as Readonly<Record<string, TestCertificate>>;
    for (const [id, certificate] of Object.entries(certificates)) {
      writeRecord(view, compositeKey("certificate", id), certificate);
    }
  },
};
