import { Type } from "typebox";
import { closed, hashSchema, idSchema, textSchema, timeSchema } from "../contract/schemas.ts";
import { amountSchema, currencySchema, MAX_AMOUNT_DIGITS } from "./money.ts";
import { MAX_NOTICE_DAYS, MAX_PERIOD_DAYS } from "./pricing.ts";

const positiveAmountSchema = Type.String({
  pattern: `^[1-9][0-9]{0,${MAX_AMOUNT_DIGITS - 1}}$`,
  description: "Minor units of the currency, a positive integer as a decimal string.",
});

const prices = { occupationFee: amountSchema, setUpFee: amountSchema };

export const newPricingSchema = Type.Object(
  {
    id: idSchema,
    currency: currencySchema,
    ...prices,
    periodDays: Type.Integer({ minimum: 1, maximum: MAX_PERIOD_DAYS }),
    noticeDays: Type.Integer({ minimum: 0, maximum: MAX_NOTICE_DAYS }),
  },
  closed,
);

export const revisePricingSchema = Type.Object({ id: idSchema, ...prices, effectiveFrom: timeSchema }, closed);

export const setCreditLimitSchema = Type.Object(
  { member: idSchema, currency: currencySchema, limit: amountSchema },
  closed,
);

export const announcePaymentSchema = Type.Object(
  { payee: idSchema, currency: currencySchema, amount: positiveAmountSchema, reference: textSchema },
  closed,
);

export const closePaymentSchema = Type.Object({ payment: hashSchema }, closed);
