import { EMPTY, INNER, LEAF, NODE_SLOTS, TreeNode } from "./tree-node.ts";

const FORMAT = 1;
/** Format octet, then two bits per slot. */
const HEADER_LENGTH = 5;
/** By kind: nothing, key hash and value hash, the child's root. */
const SLOT_LENGTH = [0, 64, 32] as const;
const ALL_SLOTS = 0xffff;

/** Format octet, two bits per slot (empty, leaf, child), then per slot: key hash and value hash, or the child's root. */
export function encodeTreeNode(node: TreeNode): Uint8Array {
  let kinds = 0;
  let content = "";
  for (let slot = 0; slot < NODE_SLOTS; slot += 1) {
    const position = NODE_SLOTS + slot;
    const kind = node.kind(position);
    if (kind === EMPTY) continue;
    kinds |= kind << (2 * slot);
    content += node.leaf(slot) ?? node.hash(position);
  }
  const bytes = Buffer.allocUnsafe(HEADER_LENGTH + content.length);
  bytes[0] = FORMAT;
  bytes.writeInt32LE(kinds, 1);
  bytes.write(content, HEADER_LENGTH, "latin1");
  return bytes;
}

/** All hashes are computed anew, so the caller can compare the root with what the parent says. @returns undefined when the octets are not a node */
export function decodeTreeNode(octets: Uint8Array): TreeNode | undefined {
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (bytes.length < HEADER_LENGTH || bytes[0] !== FORMAT) return undefined;
  const node = TreeNode.empty();
  let offset = HEADER_LENGTH;
  for (let slot = 0; slot < NODE_SLOTS; slot += 1) {
    const kind = ((bytes[1 + (slot >> 2)] as number) >> (2 * (slot & 3))) & 3;
    if (kind === EMPTY) continue;
    if (kind !== LEAF && kind !== INNER) return undefined;
    const end = offset + SLOT_LENGTH[kind];
    if (end > bytes.length) return undefined;
    const content = bytes.toString("latin1", offset, end);
    if (kind === LEAF) node.setLeaf(slot, content);
    else node.setChild(slot, content);
    offset = end;
  }
  if (offset !== bytes.length) return undefined;
  node.rehash(ALL_SLOTS);
  return node;
}
