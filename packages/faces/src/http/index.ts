export type { AccessLogging } from "./server/access-log.ts";
export { answerError, type ProblemShape } from "./server/error-responses.ts";
export { createHttpApp, type HttpApp, type HttpPlugin } from "./server/http-app.ts";
export type { HttpAddress, HttpTls } from "./server/http-listener.ts";
export { type FastPath, HttpServer, type HttpServerModules, type HttpServerOptions } from "./server/http-server.ts";
export * from "./server/limits.ts";
export { peerOf } from "./server/peer-identity.ts";
export { httpRefusal, ProblemDetails, sendProblem, sendRefusal } from "./server/problem-details.ts";
export { FaceMetrics } from "./operations/face-metrics.ts";
export type { OpenApiDescription } from "./operations/openapi.ts";
export { operationsPlugin, type OperationsModules, type Readiness } from "./operations/operations-plugin.ts";
export { NbchfFastPath, type NbchfFastPathModules } from "./nbchf/fast-path.ts";
export { nbchfPlugin, type NbchfModules, type ProofSource } from "./nbchf/nbchf-plugin.ts";
export { MAX_BATCH_IN_PROGRESS } from "./nbchf/routing-batch.ts";
export { MAX_CREDENTIAL_LENGTH, MAX_ROUTING_BATCH } from "./nbchf/schemas.ts";
export { DEFAULT_LIST_LENGTH, MANAGEMENT_PATH, MAX_LIST_LENGTH } from "./management/schemas.ts";
export {
  type Freshness,
  MAX_ROUTING_IN_PROGRESS,
  ROUTING_MAX_AGE,
  RoutingExchange,
  type RoutingExchangeModules,
  type RoutingExchangeOptions,
} from "./nbchf/routing-exchange.ts";
export { HttpBlockSource } from "./client/http-block-source.ts";
export { HttpRemoteBchf } from "./client/http-remote-bchf.ts";
export {
  HttpHeaderWitness,
  MAX_STATEMENT_LINE,
  WITNESS_RECONNECT_DELAY,
  type HttpHeaderWitnessModules,
  type HttpHeaderWitnessOptions,
} from "./client/http-header-witness.ts";
export {
  MAX_MEMBER_ANSWER_OCTETS,
  MEMBER_REQUEST_TIMEOUT,
  type MemberAnswer,
  MemberConnection,
  type MemberConnectionModules,
  type MemberConnectionOptions,
  type MemberEndpoint,
  type MemberRequest,
} from "./client/member-connection.ts";
export { ledgerPlugin, type LedgerPluginModules } from "./ledger/ledger-plugin.ts";
export { MAX_STREAMS_PER_MEMBER } from "./ledger/member-streams.ts";
export { MAX_QUEUED_STATEMENTS, WitnessBoard } from "./ledger/witness-board.ts";
export { managementPlugin, type ManagementModules, type ManagementOptions } from "./management/management-plugin.ts";
export { MAX_RECORDS_SCANNED, OwnRecords } from "./management/own-records.ts";
export type {
  AccountOpening,
  AccountOrderProgress,
  AccountOrderRequest,
  TransactionSubmitter,
} from "./management/ports.ts";
export { createNbchfServer, type NbchfServerModules, type NbchfServerOptions } from "./nbchf/nbchf-server.ts";
export { transactionPlugin } from "./management/transaction-plugin.ts";
