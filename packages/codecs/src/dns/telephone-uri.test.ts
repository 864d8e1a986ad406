import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codecErrors } from "../errors.ts";
import { formatTelephoneUri, parseTelephoneUri, type TelephoneUri } from "./telephone-uri.ts";

interface UriVector {
  readonly uri: string;
  readonly valid: boolean;
  readonly reason?: string;
  readonly origin?: string;
  readonly marked?: string;
}
const { uris } = JSON.parse(readFileSync(new URL("../../../../vectors/enum.json", import.meta.url), "utf8")) as {
  uris: readonly UriVector[];
};

const isInvalid = (act: () => unknown) => {
  try {
    act();
    return false;
  } catch (error) {
    return codecErrors.is(error, "TELEPHONE_URI_INVALID") || error;
  }
};

describe("telephone URIs", () => {
  it.each(uris.filter(({ valid }) => valid))("reads $uri", (vector) => {
    const expected = Object.entries(vector).filter(([key]) => !["uri", "valid", "origin"].includes(key));
    const scheme = vector.uri.slice(0, vector.uri.indexOf(":"));
    expect(parseTelephoneUri(vector.uri)).toEqual({ scheme, ...Object.fromEntries(expected) });
  });

  it.each(uris.filter(({ valid }) => !valid))("refuses $uri: $reason", ({ uri }) => {
    expect(isInvalid(() => parseTelephoneUri(uri))).toBe(true);
  });

  it("refuses what an option could slip into the URI", () => {
    const uri = { scheme: "sip", number: "+46701", host: "example.net" } as const;
    expect(formatTelephoneUri(uri)).toBe("sip:+46701@example.net;user=phone");
    for (const host of ["", "exa mple.net", "a>b", "a@b;x=", "a/b"]) {
      expect(isInvalid(() => formatTelephoneUri({ ...uri, host }))).toBe(true);
    }
    for (const rn of ["+", "1;npdi", "", "+46 70"]) {
      expect(isInvalid(() => formatTelephoneUri({ ...uri, rn }))).toBe(true);
    }
  });

  it("reads what it wrote", () => {
    const global = fc.stringMatching(/^\+\d{1,15}$/);
    const uri: fc.Arbitrary<TelephoneUri> = fc
      .record(
        {
          scheme: fc.constantFrom("tel", "sip", "sips"),
          number: global,
          npdi: fc.constant(true),
          rn: global,
          cic: global,
        },
        { requiredKeys: ["scheme", "number"] },
      )
      .map((uri) => (uri.scheme === "tel" ? uri : { ...uri, host: "ims.example.net", port: 5060 }));
    fc.assert(
      fc.property(uri, (uri) => {
        expect(parseTelephoneUri(formatTelephoneUri(uri))).toEqual(uri);
      }),
    );
  });

  it("answers any text with a value or its own error", () => {
    const letters = "+123;=@:npdirn.-()[] é".split("");
    const text = fc
      .tuple(fc.constantFrom("tel:", "sip:", ""), fc.string({ unit: fc.constantFrom(...letters) }))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (uri) => {
        expect([true, false]).toContain(isInvalid(() => parseTelephoneUri(uri)));
      }),
      { numRuns: 3000 },
    );
  });
});
