import { fromBase64Url } from "@symbolon/base";
import { compositeKey, type Contract, readRecord, type Ruleset, writeRecord } from "@symbolon/state";
import { Type } from "typebox";

interface BenchCertificate {
  readonly memberId: string;
  readonly spki: string;
}

interface RecordNumber {
  readonly number: string;
  readonly holder: string;
}

/** Writes what the recording of one number writes: the number, its place in the holder's list, and the charge. */
const numbers: Contract = {
  name: "numbers",
  version: 1,
  methods: {
    record: {
      args: Type.Object(
        { number: Type.String({ pattern: "^[0-9]{15}$" }), holder: Type.String() },
        { additionalProperties: false },
      ),
      roles: ["client"],
      execute: (view, { number, holder }: RecordNumber) => {
        const before = readRecord<{ holder: string }>(view, compositeKey("number", number));
        const since = view.blockTime;
        writeRecord(view, compositeKey("number", number), {
          v: 1,
          number,
          holder,
          since,
          status: "recorded",
          endpoint: "udm-1",
        });
        writeRecord(view, compositeKey("holding", holder, number), {
          v: 1,
          number,
          since,
          previous: before?.holder ?? "",
        });
        writeRecord(view, compositeKey("charge", holder, view.txId), {
          v: 1,
          number,
          amount: "125",
          currency: "USD",
          at: since,
        });
        return { number };
      },
    },
  },
  initialise: (view, genesis) => {
    for (const [id, certificate] of Object.entries(genesis))
      writeRecord(view, compositeKey("certificate", id), certificate as object);
  },
};

/** A contract with the work of recording a number, for benchmarks of the ledger alone. */
export const benchRuleset: Ruleset = {
  contracts: [numbers],
  submitters: {
    find: (state, certificateId) => {
      const record = readRecord<BenchCertificate>(state, compositeKey("certificate", certificateId));
      if (record === undefined) return { code: "CERTIFICATE_UNKNOWN", message: `no certificate ${certificateId}` };
      return { memberId: record.memberId, role: "client", suite: "ES256", spki: fromBase64Url(record.spki) };
    },
  },
};
