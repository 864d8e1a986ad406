/** Digits of the largest safe integer: keys of equal length are in order of height. */
const HEIGHT_DIGITS = 16;
const FIRST_LEVEL = 0x41;

/**
 * Key of a tree node: a letter per pair of levels, then the path. Nodes of two neighbouring levels share
 * pages, which a block dirties together; the few of the upper levels stay apart from the many below.
 */
export function treeKey(path: string): string {
  return String.fromCharCode(FIRST_LEVEL + (path.length >> 1)) + path;
}

export function heightKey(height: number): string {
  return String(height).padStart(HEIGHT_DIGITS, "0");
}

export function heightOfKey(key: string): number {
  return Number(key);
}

/** Keeps the node's names apart from the store's own. */
export function factKey(name: string): string {
  return `node/${name}`;
}
