import type { TreeNode } from "./tree-node.ts";

/** Decoded nodes, the least recently used going first. Those near the root are used by every block and so stay. */
export class TreeNodeCache {
  readonly #limit: number;
  readonly #nodes = new Map<string, TreeNode>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(path: string): TreeNode | undefined {
    const node = this.#nodes.get(path);
    if (node !== undefined) this.set(path, node);
    return node;
  }

  set(path: string, node: TreeNode): void {
    this.#nodes.delete(path);
    this.#nodes.set(path, node);
    if (this.#nodes.size <= this.#limit) return;
    for (const oldest of this.#nodes.keys()) {
      this.#nodes.delete(oldest);
      return;
    }
  }

  delete(path: string): void {
    this.#nodes.delete(path);
  }
}
