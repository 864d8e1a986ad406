import { type JsonObject, type JsonValue, concat, fromHex, toBase64Url, toHex } from "@symbolon/base";
import { countOf, hashOf, objectOf, octetsOf, ShapeError } from "./json-shape.ts";
import { EMPTY_TREE_ROOT, MAX_TREE_DEPTH, TREE_HASH_LENGTH, type TreePath } from "./tree-path.ts";

/** A tree path in a proof. The leaf of a record that is there is not repeated: the record itself gives it. */
export interface TreePathDocument {
  readonly depth: number;
  /** base64url; bit `i`, the most significant of the first octet being bit 0, is set when sibling `i` is not empty. */
  readonly bitmap: string;
  /** base64url of the siblings that are not empty, the root's child first. */
  readonly siblings: string;
  /** The other leaf that stands where an absent key would be. */
  readonly other?: { readonly keyHash: string; readonly valueHash: string };
}

/** @param present whether the leaf at the end is the record that is proved */
export function encodeTreePath(path: TreePath, present: boolean): TreePathDocument {
  const bitmap = new Uint8Array(Math.ceil(path.siblings.length / 8));
  const siblings: Uint8Array[] = [];
  path.siblings.forEach((sibling, depth) => {
    if (sibling === undefined) return;
    bitmap[depth >> 3] = (bitmap[depth >> 3] as number) | (0x80 >> (depth & 7));
    siblings.push(sibling);
  });
  const { leaf } = path;
  const other =
    present || leaf === undefined ? {} : { other: { keyHash: toHex(leaf.keyHash), valueHash: toHex(leaf.valueHash) } };
  return {
    depth: path.siblings.length,
    bitmap: toBase64Url(bitmap),
    siblings: toBase64Url(concat(...siblings)),
    ...other,
  };
}

/** Reads what {@link encodeTreePath} wrote; `leaf` is the other leaf only. @throws ShapeError */
export function decodeTreePath(value: JsonValue | undefined): TreePath {
  const document = objectOf(value, "path", ["bitmap", "depth", "siblings"], ["other"]);
  const depth = countOf(document["depth"], "path.depth", MAX_TREE_DEPTH);
  const bitmap = octetsOf(document["bitmap"], "path.bitmap", MAX_TREE_DEPTH / 8);
  const octets = octetsOf(document["siblings"], "path.siblings", MAX_TREE_DEPTH * TREE_HASH_LENGTH);
  if (bitmap.length !== Math.ceil(depth / 8)) throw new ShapeError("path.bitmap does not fit path.depth");
  const siblings: (Uint8Array | undefined)[] = [];
  let offset = 0;
  for (let i = 0; i < 8 * bitmap.length; i += 1) {
    const listed = ((bitmap[i >> 3] as number) & (0x80 >> (i & 7))) !== 0;
    if (i >= depth && listed) throw new ShapeError("path.bitmap has bits beyond path.depth");
    if (i >= depth) continue;
    siblings.push(listed ? octets.slice(offset, offset + TREE_HASH_LENGTH) : undefined);
    if (listed) offset += TREE_HASH_LENGTH;
  }
  if (offset !== octets.length) throw new ShapeError("path.siblings does not fit path.bitmap");
  if (siblings.some((sibling) => sibling !== undefined && isEmptyHash(sibling))) {
    throw new ShapeError("path.siblings lists an empty subtree");
  }
  return { siblings, leaf: document["other"] === undefined ? undefined : decodeLeaf(document["other"]) };
}

function decodeLeaf(value: JsonValue): TreePath["leaf"] {
  const leaf: JsonObject = objectOf(value, "path.other", ["keyHash", "valueHash"]);
  return {
    keyHash: fromHex(hashOf(leaf["keyHash"], "path.other.keyHash")),
    valueHash: fromHex(hashOf(leaf["valueHash"], "path.other.valueHash")),
  };
}

function isEmptyHash(hash: Uint8Array): boolean {
  return hash.every((octet, index) => octet === EMPTY_TREE_ROOT[index]);
}
