import type { Registry } from "prom-client";
import { Type } from "typebox";
import type { HttpPlugin } from "../server/http-app.ts";

/** Whether a node can answer now, and what it thinks of each part it depends on. */
export interface Readiness {
  readonly ready: boolean;
  /** Part to a short word about it: `ledger` to `2 blocks behind`. No secrets: the answer is public. */
  readonly checks: Readonly<Record<string, string>>;
}

export interface OperationsModules {
  readonly readiness: () => Readiness;
  readonly metrics: Registry;
}

const Health = Type.Object({ status: Type.Literal("alive") }, { title: "Health" });
const ReadinessAnswer = Type.Object(
  { ready: Type.Boolean(), checks: Type.Record(Type.String(), Type.String()) },
  { title: "Readiness" },
);
const tags = ["Operations"];

/** `/healthz`: the process runs. `/readyz`: it can answer. `/metrics`: the text format of Prometheus. */
export function operationsPlugin({ readiness, metrics }: OperationsModules): HttpPlugin {
  return async (app) => {
    app.get(
      "/healthz",
      { schema: { operationId: "GetHealth", summary: "The process runs", tags, response: { 200: Health } } },
      (_request, reply) => void reply.send({ status: "alive" }),
    );
    app.get(
      "/readyz",
      {
        schema: {
          operationId: "GetReadiness",
          summary: "The node can answer",
          tags,
          response: { 200: ReadinessAnswer, 503: ReadinessAnswer },
        },
      },
      (_request, reply) => {
        const { ready, checks } = readiness();
        void reply.code(ready ? 200 : 503).send({ ready, checks: { ...checks } });
      },
    );
    app.get("/metrics", { schema: { hide: true } }, (_request, reply) =>
      metrics.metrics().then((text) => reply.type(metrics.contentType).send(text)),
    );
  };
}
