import { readRecord, type StateView, writeRecord } from "@symbolon/state";
import { contractErrors } from "../errors.ts";
import { requireEndpoint } from "../members/endpoints.ts";
import { requireSubmitter } from "../members/permission.ts";
import { findMember } from "../members/reading.ts";
import { suciKey } from "./keys.ts";
import { findRange } from "./reading.ts";
import type { SuciRecord, SuciTuple } from "./records.ts";
import type { ClaimSuciArgs } from "./schemas.ts";

/** Routes concealed identities with these parts to the submitter's UDM; again, to another one. @throws SUCI_TAKEN, SUCI_NOT_ENTITLED, ENDPOINT_UNKNOWN */
export function claimSuci(view: StateView, args: ClaimSuciArgs): void {
  const member = requireSubmitter(view);
  const { mcc, mnc, routingIndicator, homeNetworkKeyId, endpoint, imsi } = args;
  requireEndpoint(member, endpoint, "UDM");
  const range = findRange(view, "imsi", imsi);
  if (!imsi.startsWith(mcc + mnc) || range?.status !== "recorded" || range.holder !== member.id) {
    throw contractErrors.error(
      "SUCI_NOT_ENTITLED",
      `${imsi} is not an IMSI of ${mcc}-${mnc} that ${member.id} has recorded`,
    );
  }
  const key = keyOf(args);
  const taken = readRecord<SuciRecord>(view, key);
  if (taken !== undefined && taken.holder !== member.id && findMember(view, taken.holder)?.status !== "left") {
    throw contractErrors.error(
      "SUCI_TAKEN",
      `${taken.holder} has claimed routing indicator ${routingIndicator}, key ${homeNetworkKeyId}`,
    );
  }
  const record: SuciRecord = { v: 1, mcc, mnc, routingIndicator, homeNetworkKeyId, holder: member.id, endpoint };
  writeRecord(view, key, record);
  view.emit({
    type: "numbers.suci-claimed",
    data: { mcc, mnc, routingIndicator, homeNetworkKeyId, holder: member.id },
  });
}

/** @throws SUCI_NOT_ENTITLED */
export function releaseSuci(view: StateView, tuple: SuciTuple): void {
  const member = requireSubmitter(view);
  const key = keyOf(tuple);
  const claimed = readRecord<SuciRecord>(view, key);
  if (claimed?.holder !== member.id) {
    throw contractErrors.error("SUCI_NOT_ENTITLED", `these routing parts are not claimed by ${member.id}`);
  }
  view.delete(key);
  view.emit({ type: "numbers.suci-released", data: { ...tuple, holder: member.id } });
}

function keyOf({ mcc, mnc, routingIndicator, homeNetworkKeyId }: SuciTuple): string {
  return suciKey(mcc, mnc, routingIndicator, homeNetworkKeyId);
}
