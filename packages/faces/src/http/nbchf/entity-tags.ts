import { hash } from "node:crypto";

/** Routings whose tag is kept. An alliance has some for each member; numbers with an index of their own have one each. */
export const MAX_ENTITY_TAGS = 4_096;

const HOLDER = ',"holder":';
const HEIGHT = ',"height":';
/** Characters of base64url that hold 132 bits. */
const TAG_CHARACTERS = 22;

/**
 * Weak entity tags (RFC 9110 clause 8.8.1): the same routing read at another height is the same answer. A tag names what
 * stands between identifier and height, which many numbers share and which is hashed once.
 */
export class EntityTags {
  readonly #known = new Map<string, string>();

  /** @param body a routing answer in JSON, its members in the order of the schema */
  of(body: string): string {
    // A quote within the identifier is escaped: the first match is the member.
    const routing = body.slice(body.indexOf(HOLDER), body.lastIndexOf(HEIGHT));
    const known = this.#known.get(routing);
    if (known !== undefined) return known;
    const tag = `W/"${hash("sha256", routing, "base64url").slice(0, TAG_CHARACTERS)}"`;
    if (this.#known.size >= MAX_ENTITY_TAGS) this.#known.clear();
    this.#known.set(routing, tag);
    return tag;
  }
}
