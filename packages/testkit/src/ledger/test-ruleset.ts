import { fromBase64Url } from "@symbolon/base";
import { compositeKey, readRecord, type Ruleset } from "@symbolon/state";
import { type TestCertificate, testContract } from "./test-contract.ts";

/** The test contract and the certificates that its genesis records. */
export const testRuleset: Ruleset = {
  contracts: [testContract],
  submitters: {
    find: (state, certificateId) => {
      const record = readRecord<TestCertificate>(state, compositeKey("certificate", certificateId));
      if (record === undefined) return { code: "CERTIFICATE_UNKNOWN", message: `no certificate ${certificateId}` };
      if (record.revoked === true) return { code: "CERTIFICATE_REVOKED", message: `${certificateId} is revoked` };
      return { memberId: record.memberId, role: record.role, suite: record.suite, spki: fromBase64Url(record.spki) };
    },
  },
};

/** Where a thread or process of its own finds {@link testRuleset}. */
export const testRulesetModule = { url: new URL("./test-ruleset.ts", import.meta.url).href, exportName: "testRuleset" };
