import type { JsonObject } from "@symbolon/base";
import { type Contract, type StateView, writeRecord } from "@symbolon/state";
import { defineMethod } from "../contract/define-method.ts";
import { BATCH_WORK, SMALL_WORK } from "../contract/work-limits.ts";
import { requireSubmitter } from "../members/permission.ts";
import { apply, cancel, open } from "./application.ts";
import { bill } from "./billing.ts";
import { MAX_NUMBER_LENGTH, MIN_NUMBER_LENGTH } from "./digits.ts";
import { cleanDue } from "./due.ts";
import { inject, withdraw } from "./injection.ts";
import { numberKinds, rangeKey } from "./keys.ts";
import { setOverlays } from "./overlays.ts";
import { importPlan } from "./plan.ts";
import { record, route } from "./recording.ts";
import type { RangeRecord, TitleRecord } from "./records.ts";
import { release } from "./release.ts";
import {
  applySchema,
  billSchema,
  cancelSchema,
  claimSuciSchema,
  cleanSchema,
  importPlanSchema,
  injectSchema,
  openSchema,
  recordSchema,
  releaseSchema,
  releaseSuciSchema,
  routeSchema,
  setOverlaysSchema,
  withdrawSchema,
} from "./schemas.ts";
import { claimSuci, releaseSuci } from "./suci.ts";
import { checkTitle, grantTitle } from "./titles.ts";

/** What `initialise` of this contract reads from the genesis. */
export interface NumbersGenesis {
  readonly titles: readonly Omit<TitleRecord, "v">[];
}

const batch = { roles: ["client", "node", "admin"], workLimit: BATCH_WORK } as const;
const small = { roles: ["client", "node", "admin"], workLimit: SMALL_WORK } as const;

/** Every number of every kind and length is in a record from the first block on. */
function initialise(view: StateView, genesis: JsonObject): void {
  for (const kind of numberKinds) {
    for (let length = MIN_NUMBER_LENGTH; length <= MAX_NUMBER_LENGTH; length += 1) {
      const [start, end] = ["0".repeat(length), "9".repeat(length)];
      const unassigned: RangeRecord = { v: 1, kind, start, end, status: "unassigned" };
      writeRecord(view, rangeKey(kind, end), unassigned);
    }
  }
  for (const { member, kind, start, end } of (genesis as unknown as NumbersGenesis).titles) {
    const title = { member, kind, range: { start, end } };
    checkTitle(view, title);
    grantTitle(view, title);
  }
}

/** Who holds each number, and where the data behind it lives. */
export const numbersContract: Contract = {
  name: "numbers",
  version: 1,
  initialise,
  methods: {
    inject: defineMethod({
      ...batch,
      args: injectSchema,
      execute: (view, args) => ({ numbers: inject(view, args) }),
    }),
    withdraw: defineMethod({
      ...batch,
      args: withdrawSchema,
      execute: (view, { kind, ranges }) => {
        withdraw(view, kind, ranges);
        return null;
      },
    }),
    apply: defineMethod({
      ...batch,
      args: applySchema,
      execute: (view, args) => {
        const { id, granted, ranges, expiresAt } = apply(view, args);
        return { application: id, granted, ranges: ranges.map(({ start, end }) => ({ start, end })), expiresAt };
      },
    }),
    cancel: defineMethod({
      ...batch,
      args: cancelSchema,
      execute: (view, { application }) => {
        cancel(view, application);
        return null;
      },
    }),
    open: defineMethod({
      ...batch,
      args: openSchema,
      execute: (view, { application, ranges }) => ({ numbers: open(view, application, ranges) }),
    }),
    record: defineMethod({
      ...batch,
      args: recordSchema,
      execute: (view, args) => ({ ...record(view, args) }),
    }),
    route: defineMethod({
      ...batch,
      args: routeSchema,
      execute: (view, { kind, ranges }) => {
        route(view, kind, ranges);
        return null;
      },
    }),
    setOverlays: defineMethod({
      ...batch,
      args: setOverlaysSchema,
      execute: (view, { kind, overlays }) => {
        setOverlays(view, kind, overlays);
        return null;
      },
    }),
    release: defineMethod({
      ...batch,
      args: releaseSchema,
      execute: (view, { kind, ranges }) => ({ numbers: release(view, kind, ranges) }),
    }),
    bill: defineMethod({
      ...batch,
      args: billSchema,
      execute: (view, { kind, ranges }) => ({ numbers: bill(view, kind, ranges) }),
    }),
    clean: defineMethod({
      ...batch,
      args: cleanSchema,
      execute: (view) => {
        requireSubmitter(view);
        return { pieces: cleanDue(view) };
      },
    }),
    claimSuci: defineMethod({
      ...small,
      args: claimSuciSchema,
      execute: (view, args) => {
        claimSuci(view, args);
        return null;
      },
    }),
    releaseSuci: defineMethod({
      ...small,
      args: releaseSuciSchema,
      execute: (view, args) => {
        releaseSuci(view, args);
        return null;
      },
    }),
    importPlan: defineMethod({
      ...batch,
      args: importPlanSchema,
      execute: (view, args) => {
        const { imported, batches } = importPlan(view, args);
        return { imported, batches };
      },
    }),
  },
};
