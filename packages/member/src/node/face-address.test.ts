import { describe, expect, it } from "vitest";
import { faceAddress, isLoopback, nameOnLoopback } from "./face-address.ts";

describe("addresses of faces", () => {
  it.each([
    ["127.0.0.1:7010", "127.0.0.1", 7010],
    ["[::1]:7010", "::1", 7010],
    ["bchf.foundry.example:443", "bchf.foundry.example", 443],
  ])("reads %s", (text, host, port) => {
    expect(faceAddress(text)).toEqual({ host, port });
  });

  it.each(["127.0.0.1", "127.255.255.254", "::1", "localhost", "LOCALHOST"])("knows %s as loopback", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example", "127.0.0", "127.0.0.256", "localhost.example"])(
    "does not take %s for loopback",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  it("lets askers without TLS count as the member itself on loopback alone", () => {
    expect(nameOnLoopback("127.0.0.1:7011", "udm.example")).toEqual({ loopbackIdentity: "udm.example" });
    expect(nameOnLoopback("0.0.0.0:7011", "udm.example")).toEqual({});
    expect(nameOnLoopback("10.0.0.1:7011", "udm.example")).toEqual({});
    expect(nameOnLoopback(undefined, "udm.example")).toEqual({});
  });
});
