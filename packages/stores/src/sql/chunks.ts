/** Longest list that one statement takes: few enough parameters for every database. */
const LONGEST_CHUNK = 256;

/** Splits a list into pieces whose lengths are powers of two, so that few statement texts occur and stay prepared. */
export function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  let start = 0;
  let length = LONGEST_CHUNK;
  while (start < items.length) {
    while (length > items.length - start) length /= 2;
    yield items.slice(start, start + length);
    start += length;
  }
}
