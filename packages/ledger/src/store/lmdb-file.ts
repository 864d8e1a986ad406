import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

/** Page header of LMDB's 64-bit format with page transaction ids (data version 2): page number, transaction, flags, bounds. */
const PAGE_HEADER_LENGTH = 24;
const FLAGS_OFFSET = 18;
const LOWER_OFFSET = 20;
const META_MAGIC = 0xbeefc0de;
const META_LENGTH = 144;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/** Offsets within a meta page. Each of its two trees has 48 octets: page size or pad 4, flags 2, depth 2, counts, root. */
const META = { magic: 24, pageSize: 48, freeTreeRoot: 88, mainTreeRoot: 136, lastPage: 144, transaction: 152 } as const;
const TREE_ROOT_OFFSET = 40;
/** A leaf node with big data holds first page, transaction and number of pages, eight octets each. */
const OVERFLOW_COUNT_OFFSET = 16;
const NODE_HEADER_LENGTH = 8;

const BRANCH = 0x01;
const LEAF = 0x02;
const BIG_DATA = 0x01;
const SUB_TREE = 0x02;

/** What the newer of the two meta pages says of the data file. */
export interface LmdbMeta {
  readonly pageSize: number;
  readonly transaction: bigint;
  /** Octets that the file would have if every page up to the last were written. */
  readonly claimedLength: number;
  readonly roots: readonly bigint[];
}

/**
 * The data file of an LMDB environment, read without mapping it. A mapped file that is shorter than its
 * meta page says kills the process (SIGBUS) when a missing page is touched, so this is asked first.
 */
export class LmdbFile implements Disposable {
  readonly #descriptor: number;

  constructor(path: string, mode: "r" | "r+") {
    this.#descriptor = openSync(path, mode);
  }

  get length(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** @returns undefined when neither meta page is one */
  meta(): LmdbMeta | undefined {
    const first = this.#metaAt(0);
    const second = this.#metaAt(first?.pageSize ?? 4096);
    if (first === undefined || second === undefined) return first ?? second;
    return second.transaction > first.transaction ? second : first;
  }

  /**
   * Last pages that were freed in the transaction that made them are never written, so a sound file may
   * be shorter than it claims. Lengthening it keeps the length meaningful.
   */
  extendToClaim(): void {
    const claimed = this.meta()?.claimedLength ?? 0;
    if (this.length < claimed) ftruncateSync(this.#descriptor, claimed);
  }

  /** True when every page that can be reached from the roots lies within the file. Reads all of them. */
  isWhole(meta: LmdbMeta): boolean {
    const pages = BigInt(Math.floor(this.length / meta.pageSize));
    const page = Buffer.alloc(meta.pageSize);
    const waiting = meta.roots.filter((root) => root !== NO_PAGE);
    let left = pages;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      left -= 1n;
      if (next >= pages || left < 0n) return false;
      readSync(this.#descriptor, page, 0, meta.pageSize, Number(next) * meta.pageSize);
      try {
        const referred = referredPages(page);
        if (referred.overflowEnd > pages) return false;
        waiting.push(...referred.trees.filter((root) => root !== NO_PAGE));
      } catch (error) {
        if (error instanceof RangeError) return false;
        throw error;
      }
    }
    return true;
  }

  #metaAt(offset: number): LmdbMeta | undefined {
    const page = Buffer.alloc(PAGE_HEADER_LENGTH + META_LENGTH);
    const read = readSync(this.#descriptor, page, 0, page.length, offset);
    if (read < page.length || page.readUInt32LE(META.magic) !== META_MAGIC) return undefined;
    const pageSize = page.readUInt32LE(META.pageSize);
    return {
      pageSize,
      transaction: page.readBigUInt64LE(META.transaction),
      claimedLength: (Number(page.readBigUInt64LE(META.lastPage)) + 1) * pageSize,
      roots: [page.readBigUInt64LE(META.freeTreeRoot), page.readBigUInt64LE(META.mainTreeRoot)],
    };
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

interface ReferredPages {
  readonly trees: readonly bigint[];
  /** One past the last overflow page. */
  readonly overflowEnd: bigint;
}

const NOTHING: ReferredPages = { trees: [], overflowEnd: 0n };

/** @throws RangeError when the octets are no page of a tree */
function referredPages(page: Buffer): ReferredPages {
  const flags = page.readUInt16LE(FLAGS_OFFSET);
  if ((flags & (BRANCH | LEAF)) === 0) throw new RangeError("not a page of a tree");
  const count = page.readUInt16LE(LOWER_OFFSET) >> 1;
  const trees: bigint[] = [];
  let overflowEnd = 0n;
  for (let i = 0; i < count; i += 1) {
    const node = PAGE_HEADER_LENGTH + page.readUInt16LE(PAGE_HEADER_LENGTH + 2 * i);
    const referred = (flags & BRANCH) === 0 ? leafReference(page, node) : branchReference(page, node);
    trees.push(...referred.trees);
    if (referred.overflowEnd > overflowEnd) overflowEnd = referred.overflowEnd;
  }
  return { trees, overflowEnd };
}

/** A branch node keeps its page number where a leaf node keeps data size and flags. */
function branchReference(page: Buffer, node: number): ReferredPages {
  const child = BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n);
  return { trees: [child], overflowEnd: 0n };
}

function leafReference(page: Buffer, node: number): ReferredPages {
  const flags = page.readUInt16LE(node + 4);
  const data = node + NODE_HEADER_LENGTH + page.readUInt16LE(node + 6);
  if ((flags & SUB_TREE) !== 0) {
    return { trees: [page.readBigUInt64LE(data + TREE_ROOT_OFFSET)], overflowEnd: 0n };
  }
  if ((flags & BIG_DATA) === 0) return NOTHING;
  const start = page.readBigUInt64LE(data);
  return { trees: [], overflowEnd: start + page.readBigUInt64LE(data + OVERFLOW_COUNT_OFFSET) };
}
