import type { JsonValue } from "@symbolon/base";
import type { Contract, ContractMethod, StateView } from "@symbolon/state";
import { defineMethod } from "../contract/define-method.ts";
import { SMALL_WORK } from "../contract/work-limits.ts";
import { contractErrors } from "../errors.ts";
import { requireMember, requireSubmitter } from "../members/permission.ts";
import { setCreditLimit } from "./accounts.ts";
import { announcePayment, closePayment } from "./payments.ts";
import { createPricing, revisePricing } from "./pricing.ts";
import {
  announcePaymentSchema,
  closePaymentSchema,
  newPricingSchema,
  revisePricingSchema,
  setCreditLimitSchema,
} from "./schemas.ts";

const common = { roles: ["client", "admin"], workLimit: SMALL_WORK } as const;

/** The submitter, and a counterparty that is another member. */
function requirePair(view: StateView, counterparty: string): string {
  const member = requireSubmitter(view).id;
  if (member === counterparty) throw contractErrors.error("SELF_DEALING", `${member} has no account with itself`);
  requireMember(view, counterparty);
  return member;
}

function closing(step: "confirm" | "refuse" | "withdraw"): ContractMethod {
  return defineMethod({
    ...common,
    args: closePaymentSchema,
    execute: (view, args) => ({ status: closePayment(view, requireSubmitter(view).id, args.payment, step).status }),
  });
}

/** What members owe each other. */
export const settlementContract: Contract = {
  name: "settlement",
  version: 1,
  methods: {
    createPricing: defineMethod({
      ...common,
      args: newPricingSchema,
      execute: (view, args): JsonValue => ({ pricing: createPricing(view, requireSubmitter(view).id, args).id }),
    }),
    revisePricing: defineMethod({
      ...common,
      args: revisePricingSchema,
      execute: (view, args): JsonValue => {
        const pricing = revisePricing(view, requireSubmitter(view).id, args.id, args, args.effectiveFrom);
        return { pricing: pricing.id, revision: pricing.revisions.length };
      },
    }),
    setCreditLimit: defineMethod({
      ...common,
      args: setCreditLimitSchema,
      execute: (view, args): JsonValue => {
        const creditor = requirePair(view, args.member);
        setCreditLimit(view, args.member, creditor, args.currency, args.limit);
        view.emit({ type: "settlement.credit-limit-set", data: { creditor, ...args } });
        return null;
      },
    }),
    announcePayment: defineMethod({
      ...common,
      args: announcePaymentSchema,
      execute: (view, args): JsonValue => ({ payment: announcePayment(view, requirePair(view, args.payee), args).id }),
    }),
    confirmPayment: closing("confirm"),
    refusePayment: closing("refuse"),
    withdrawPayment: closing("withdraw"),
  },
};
