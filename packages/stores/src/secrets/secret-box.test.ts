import { randomBytes } from "node:crypto";
import { fromBase64Url, toBase64Url } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { SecretBox } from "./secret-box.ts";

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const first = { id: "first", key: new Uint8Array(32).fill(1) };
const second = { id: "second", key: new Uint8Array(32).fill(2) };
const secret = new Uint8Array(32).fill(0x4b);
const ROW = "authentication/milenage/imsi-315010000100000";

function refusal(action: () => unknown): string {
  try {
    action();
    return "opened";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("sealed secrets", () => {
  it("open for their own row alone: a copied row shows nothing", () => {
    const box = new SecretBox({ current: first }, { random });
    const sealed = box.seal(ROW, secret);
    expect(box.open(ROW, sealed)).toEqual(secret);
    expect(refusal(() => box.open(`${ROW}1`, sealed))).toBe("SECRET_UNREADABLE");
    expect(refusal(() => box.open(ROW.replace("milenage", "tuak"), sealed))).toBe("SECRET_UNREADABLE");
  });

  it("do not show their content, and never look the same twice", () => {
    const box = new SecretBox({ current: first }, { random });
    const [one, two] = [box.seal(ROW, secret), box.seal(ROW, secret)];
    expect(one).not.toBe(two);
    expect(Buffer.from(fromBase64Url(one.split(":")[1] ?? "")).includes(Buffer.from(secret.subarray(0, 4)))).toBe(
      false,
    );
  });

  it("are refused with any octet changed, without a word of what they hold", () => {
    const box = new SecretBox({ current: first }, { random });
    const [id = "", text = ""] = box.seal(ROW, secret).split(":");
    const octets = fromBase64Url(text);
    for (let at = 0; at < octets.length; at += 1) {
      const changed = octets.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(refusal(() => box.open(ROW, `${id}:${toBase64Url(changed)}`))).toBe("SECRET_UNREADABLE");
    }
    for (const broken of [`${id}:`, `${id}:AAAA`, `${id}:!`]) {
      expect(refusal(() => box.open(ROW, broken))).toBe("SECRET_UNREADABLE");
    }
  });

  it("open after a rotation while the key before is given, and are named for the current one", () => {
    const sealed = new SecretBox({ current: first }, { random }).seal(ROW, secret);
    const rotated = new SecretBox({ current: second, previous: [first] }, { random });
    expect(rotated.open(ROW, sealed)).toEqual(secret);
    expect(sealed.startsWith(rotated.currentPrefix)).toBe(false);
    expect(rotated.seal(ROW, secret).startsWith("second:")).toBe(true);
    expect(refusal(() => new SecretBox({ current: second }, { random }).open(ROW, sealed))).toBe("STORE_KEY_UNKNOWN");
  });
});
