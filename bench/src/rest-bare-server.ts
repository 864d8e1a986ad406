import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { serveParent } from "./child-server.ts";

/**
 * Child process of the REST benchmark: what the first argument names, answering every request with the object in the
 * second. Fastify serves it from a route that returns it; the servers of Node send its octets with the headers of Nbchf.
 */
const [, , kind = "", object = "{}"] = process.argv;
const body = Buffer.from(object);
const headers = {
  "content-type": "application/json",
  "cache-control": "max-age=5",
  etag: 'W/"0123456789012345678901"',
  vary: "x-symbolon-credential",
};

async function listenFastify(app: FastifyInstance): Promise<number> {
  const constant: unknown = JSON.parse(object);
  app.get("/nbchf/v1/routing/:identifier", (_request, reply) => reply.send(constant));
  await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function listenNode(server: http.Server | http2.Http2Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function bareHttp1(): http.Server {
  return http.createServer((_request, response) => {
    response.writeHead(200, { ...headers, "content-length": body.length }).end(body);
  });
}

function bareHttp2(): http2.Http2Server {
  return http2.createServer().on("stream", (stream) => {
    stream.respond({ ":status": 200, ...headers });
    stream.end(body);
  });
}

const servers: Readonly<Record<string, () => Promise<number>>> = {
  "fastify HTTP/1.1": () => listenFastify(Fastify()),
  "fastify h2c": () => listenFastify(Fastify({ http2: true }) as unknown as FastifyInstance),
  "node HTTP/1.1": () => listenNode(bareHttp1()),
  "node h2c": () => listenNode(bareHttp2()),
};

await serveParent((await servers[kind]?.()) ?? 0);
process.exit();
