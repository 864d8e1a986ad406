import type { RoutingOutcome, RoutingQuery, RoutingResolver } from "@symbolon/functions/bchf";

/** First number of the first range; every range has as many numbers, and is followed by as many that nobody holds. */
export const FIRST_NUMBER = 15_550_000_000;
export const NUMBERS_PER_RANGE = 10;
export const RANGE_STRIDE = 20;

/**
 * A resolver over `count` ranges of numbers that does the work of a store: it searches a range by its end and decodes
 * that range's record from its octets.
 */
export class RangeResolver implements RoutingResolver {
  readonly #ends: Float64Array;
  readonly #record: Buffer;

  constructor(count: number) {
    this.#ends = Float64Array.from(
      { length: count },
      (_, i) => FIRST_NUMBER + i * RANGE_STRIDE + NUMBERS_PER_RANGE - 1,
    );
    const record = {
      holder: "factory-one",
      status: "active",
      dataManagement: [
        { type: "HLR", uri: "gsup://192.0.2.1:4222" },
        { type: "UDM", uri: "https://udm.example.net" },
      ],
    };
    this.#record = Buffer.from(JSON.stringify(record));
  }

  resolve({ identifier }: RoutingQuery): RoutingOutcome {
    const number = Number(identifier.slice(identifier.indexOf("-") + 1));
    const readAt = { height: 1, blockTime: Date.now() };
    const end = this.#ends[this.#firstEndFrom(number)] ?? Number.POSITIVE_INFINITY;
    if (number <= end - NUMBERS_PER_RANGE) return { refused: "UNKNOWN_NUMBER", message: "nobody's number", ...readAt };
    const record = JSON.parse(this.#record.toString()) as { holder: string; status: string; dataManagement: [] };
    return { identifier, ...record, source: "ledger", ...readAt };
  }

  #firstEndFrom(number: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
