import type { PeerIdentity } from "@symbolon/crypto";
import { isRefusal } from "@symbolon/functions";
import type { RoutingOutcome } from "@symbolon/functions/bchf";
import { httpRefusal } from "../server/problem-details.ts";
import type { RoutingExchange } from "./routing-exchange.ts";
import { routingQuery } from "./routing-request.ts";
import type { CarriedAnswer, RoutingBatchAnswer, RoutingQuerystring } from "./schemas.ts";

/** Questions of one batch that are asked of another member at once. */
export const MAX_BATCH_IN_PROGRESS = 32;

/** Resolves many identifiers, each answered or refused on its own, in the order asked. */
export async function resolveBatch(
  exchange: RoutingExchange,
  identifiers: readonly string[],
  query: RoutingQuerystring,
  peer: PeerIdentity | undefined,
): Promise<RoutingBatchAnswer> {
  const results: RoutingBatchAnswer["results"] = [];
  for (let start = 0; start < identifiers.length; start += MAX_BATCH_IN_PROGRESS) {
    const slice = identifiers.slice(start, start + MAX_BATCH_IN_PROGRESS);
    const outcomes = await Promise.all(
      slice.map(async (identifier) => exchange.resolve(routingQuery(identifier, query, undefined, peer))),
    );
    outcomes.forEach((outcome, i) => results.push(itemOf(slice[i] ?? "", outcome)));
  }
  return { results };
}

function itemOf(identifier: string, outcome: RoutingOutcome): RoutingBatchAnswer["results"][number] {
  if (!isRefusal(outcome)) return { identifier, status: 200, routing: outcome as CarriedAnswer };
  const { problem } = httpRefusal(outcome);
  return { identifier, status: problem.status, problem };
}
