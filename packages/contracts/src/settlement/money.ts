import { Type } from "typebox";
import { contractErrors } from "../errors.ts";

/** Most digits of an amount or a balance in minor units. */
export const MAX_AMOUNT_DIGITS = 18;

/** Integer minor units of a currency, not negative. */
export const amountSchema = Type.String({
  pattern: `^(?:0|[1-9][0-9]{0,${MAX_AMOUNT_DIGITS - 1}})$`,
  description: "Minor units of the currency, an integer as a decimal string.",
});

export const currencySchema = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217 code." });

const BOUND = 10n ** BigInt(MAX_AMOUNT_DIGITS);

/** Decimal string of an amount or balance. @throws AMOUNT_INVALID beyond 18 digits */
export function writeAmount(amount: bigint): string {
  if (amount >= BOUND || amount <= -BOUND) {
    throw contractErrors.error("AMOUNT_INVALID", `an amount has more than ${MAX_AMOUNT_DIGITS} digits`);
  }
  return amount.toString();
}

/** `numerator / denominator` to an integer, half to even. @param denominator positive */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const quotient = size / denominator;
  const twice = (size % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
}
