import type { HttpApp } from "../server/http-app.ts";
import { ProblemDetails, sendProblem } from "../server/problem-details.ts";
import type { AccountOpening } from "./ports.ts";
import { AccountOrderAnswer, AccountOrderBody, IdempotencyHeaders, MANAGEMENT_PATH, OrderParams } from "./schemas.ts";

const ACCOUNTS = `${MANAGEMENT_PATH}/accounts`;
const tags = ["Nbchf_Management"];

/** Subscriber accounts (S1003): up to a million at once, so an order is taken and its progress asked for. */
export function accountRoutes(app: HttpApp, { accounts }: { readonly accounts: AccountOpening }): void {
  app.post(
    ACCOUNTS,
    {
      schema: {
        operationId: "OpenAccounts",
        summary: "Opens subscriber accounts for reserved numbers (S1003); repeating the key resumes",
        tags,
        headers: IdempotencyHeaders,
        body: AccountOrderBody,
        response: {
          202: AccountOrderAnswer,
          400: ProblemDetails,
          403: ProblemDetails,
          409: ProblemDetails,
          501: ProblemDetails,
        },
      },
    },
    async (request, reply) => {
      const progress = await accounts.begin({ ...request.body, orderId: request.headers["idempotency-key"] });
      void reply.code(202).header("location", `${ACCOUNTS}/orders/${progress.orderId}`);
      return progress;
    },
  );
  app.get(
    `${ACCOUNTS}/orders/:orderId`,
    {
      schema: {
        operationId: "GetAccountOrder",
        summary: "How far an order for accounts has come",
        tags,
        params: OrderParams,
        response: { 200: AccountOrderAnswer, 404: ProblemDetails },
      },
    },
    async (request, reply) => {
      const { orderId } = request.params;
      const progress = await accounts.progress(orderId);
      if (progress !== undefined) return progress;
      const detail = `there is no order ${orderId}`;
      await sendProblem(reply, { title: "Not Found", status: 404, detail, cause: "CONTEXT_NOT_FOUND" });
      return undefined;
    },
  );
}
