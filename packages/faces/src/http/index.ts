export type { AccessLogging } from "./server/access-log.ts";
export { answerError, type ProblemShape } from "./server/error-responses.ts";
export { createHttpApp, type HttpApp, type HttpPlugin } from "./server/http-app.ts";
export type { HttpAddress, HttpTls } from "./server/http-listener.ts";
export { type FastPath, HttpServer, type HttpServerModules, type HttpServerOptions } from "./server/http-server.ts";
export * from "./server/limits.ts";
export { type PeerIdentifier, type PeerIdentity, peerOf } from "./server/peer-identity.ts";
export { httpRefusal, ProblemDetails, sendProblem, sendRefusal } from "./server/problem-details.ts";
