import type { NumberKind } from "@symbolon/base";
import type { StateView } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireEndpoint } from "../members/endpoints.ts";
import { requireSubmitter } from "../members/permission.ts";
import type { MemberRecord } from "../members/records.ts";
import { RecordingCharge } from "./recording-charge.ts";
import { holds, requireOnce, writeOverlay } from "./overlays.ts";
import { changeRange } from "./range-map.ts";
import { bare, requireDisjoint } from "./ranges.ts";
import type { NumberRange, RoutingInfo } from "./records.ts";
import type { OverlayChange, RecordArgs } from "./schemas.ts";
import { takeStep } from "./step.ts";
import { ownerOf } from "./due.ts";

type RoutedRange = RecordArgs["ranges"][number];

/** What a recording came to. */
export interface Recording {
  readonly numbers: number;
  /** Per pricing contract, minor units of its currency. */
  readonly fees: Readonly<Record<string, string>>;
}

/**
 * Records opened numbers with their routing, and charges them, all or nothing.
 * @throws NUMBER_STATUS_REFUSED, NUMBER_NOT_HELD, RESERVATION_EXPIRED, ENDPOINT_UNKNOWN, FEE_CHANGED, CREDIT_LIMIT_EXCEEDED, RANGE_OVERLAP, RANGE_INVALID
 */
export function record(view: StateView, args: RecordArgs): Recording {
  const member = requireSubmitter(view);
  const { kind, overlays = [] } = args;
  const ranges = requireDisjoint(args.ranges);
  requireEndpoints(member, ranges);
  requireOverlaysWithin(ranges, overlays);
  const charge = new RecordingCharge(view, kind, member.id, args);
  for (const range of ranges) {
    const overlaid = overlays.some(({ number }) => holds(range, number)) ? true : undefined;
    changeRange(view, kind, range, (piece) => {
      const status = takeStep(view, "record", piece);
      const paidUntil = charge.add(piece);
      return { status, ...ownerOf(piece), holder: member.id, paidUntil, routing: routingOf(range), overlaid };
    });
  }
  for (const overlay of overlays) writeOverlay(view, kind, overlay);
  view.emit({
    type: "numbers.recorded",
    data: { kind, holder: member.id, ranges: ranges.map(bare) },
  });
  return charge.post();
}

/** Changes where recorded numbers of the submitter are routed. @throws NUMBER_STATUS_REFUSED, NUMBER_NOT_HELD, ENDPOINT_UNKNOWN */
export function route(view: StateView, kind: NumberKind, routedRanges: readonly RoutedRange[]): void {
  const member = requireSubmitter(view);
  const ranges = requireDisjoint(routedRanges);
  requireEndpoints(member, ranges);
  for (const range of ranges) {
    changeRange(view, kind, range, (piece) => ({
      ...piece,
      status: takeStep(view, "route", piece),
      routing: routingOf(range),
    }));
  }
  view.emit({
    type: "numbers.routed",
    data: { kind, holder: member.id, ranges: ranges.map(bare) },
  });
}

function routingOf({ routing }: RoutedRange): RoutingInfo {
  const { dataManagement, roamingContract, credentialPolicy } = routing;
  return { dataManagement, credentialPolicy, ...(roamingContract === undefined ? {} : { roamingContract }) };
}

function requireEndpoints(member: MemberRecord, ranges: readonly RoutedRange[]): void {
  for (const { routing } of ranges) {
    for (const { endpoint, type } of routing.dataManagement) requireEndpoint(member, endpoint, type);
  }
}

function requireOverlaysWithin(ranges: readonly NumberRange[], overlays: readonly OverlayChange[]): void {
  requireOnce(overlays);
  for (const { number } of overlays) {
    if (ranges.some((range) => holds(range, number))) continue;
    throw contractErrors.error(
      "RANGE_INVALID",
      `${number} has an index or a user key but is not recorded by this call`,
    );
  }
}
