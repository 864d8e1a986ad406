import { describe, expect, it } from "vitest";
import { BLOCK, privateNetworks, recorded } from "../../test/private-networks.ts";
import { findSuciRoute } from "./reading.ts";

const tuple = { mcc: "315", mnc: "010", routingIndicator: "17", homeNetworkKeyId: 1 };
const RELEASED = "315010123400009";
const OTHERS = "315010123400010";

describe("the routing parts of a SUCI", () => {
  it("belong to one member, that has recorded an IMSI of the network", () => {
    const consortium = privateNetworks();
    recorded(consortium, "alpha", 10);
    recorded(consortium, "beta", 10);
    const claim = (member: string, imsi: string, overrides: object = {}) =>
      consortium.refusal(member, "numbers.claimSuci", { ...tuple, endpoint: "udm", imsi, ...overrides });
    expect(claim("alpha", OTHERS)).toBe("SUCI_NOT_ENTITLED");
    expect(claim("alpha", "315010123400020")).toBe("SUCI_NOT_ENTITLED");
    consortium.call("alpha", "numbers.release", { kind: "imsi", ranges: [{ start: RELEASED, end: RELEASED }] });
    expect(claim("alpha", RELEASED)).toBe("SUCI_NOT_ENTITLED");
    expect(claim("alpha", BLOCK.start, { mnc: "011" })).toBe("SUCI_NOT_ENTITLED");
    expect(claim("alpha", BLOCK.start, { endpoint: "hss" })).toBe("ENDPOINT_UNKNOWN");
    expect(claim("alpha", BLOCK.start)).toBe("done");
    expect(findSuciRoute(consortium.view, tuple)).toEqual({ v: 1, ...tuple, holder: "alpha", endpoint: "udm" });
    expect(findSuciRoute(consortium.view, { ...tuple, homeNetworkKeyId: 2 })).toBeUndefined();
    expect(claim("beta", OTHERS)).toBe("SUCI_TAKEN");
    expect(claim("beta", OTHERS, { homeNetworkKeyId: 2 })).toBe("done");
    expect(claim("alpha", BLOCK.start)).toBe("done");
    expect(consortium.refusal("beta", "numbers.releaseSuci", tuple)).toBe("SUCI_NOT_ENTITLED");
    expect(consortium.refusal("alpha", "numbers.releaseSuci", tuple)).toBe("done");
    expect(findSuciRoute(consortium.view, tuple)).toBeUndefined();
    expect(claim("beta", OTHERS)).toBe("done");
  });
});
