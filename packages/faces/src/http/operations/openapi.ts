import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { HttpApp } from "../server/http-app.ts";

export interface OpenApiDescription {
  readonly title: string;
  readonly description: string;
  /** Version of the API, not of the product. */
  readonly version: string;
}

/**
 * `/openapi.json` in OpenAPI 3.1 and `/docs`, both from the schemas of the routes. Applied to the app itself, before its
 * routes: as a plugin of its own it would only see routes inside it.
 */
export async function describeApi(app: HttpApp, info: OpenApiDescription): Promise<void> {
  await app.register(swagger, { openapi: { openapi: "3.1.0", info: { ...info } } });
  await app.register(swaggerUi, { routePrefix: "/docs", staticCSP: true });
  app.get("/openapi.json", { schema: { hide: true } }, (_request, reply) => reply.send(app.swagger()));
}
