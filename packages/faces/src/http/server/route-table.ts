import type { FastifyReply, FastifyRequest } from "fastify";
import { sendProblem } from "./problem-details.ts";

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** The paths that an app serves, so that a known path asked with a wrong method is 405 and not 404. */
export class RouteTable {
  readonly #paths = new Map<string, KnownPath>();

  add(url: string, methods: string | readonly string[]): void {
    const known = this.#paths.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const method of [methods].flat()) known.methods.add(method);
    this.#paths.set(url, known);
  }

  answerUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const [path = ""] = request.url.split("?", 1);
    const allowed = [...this.#paths.values()].find(({ pattern }) => pattern.test(path));
    if (allowed === undefined) {
      return sendProblem(reply, {
        title: "Not Found",
        status: 404,
        detail: "this server has no resource of that path",
        cause: "RESOURCE_URI_STRUCTURE_NOT_FOUND",
      });
    }
    const methods = [...allowed.methods].sort().join(", ");
    return sendProblem(reply.header("allow", methods), {
      title: "Method Not Allowed",
      status: 405,
      detail: `this resource allows ${methods}`,
    });
  }
}

/** `/a/:b/c` and `/docs/*` as regular expressions over paths. */
function patternOf(url: string): RegExp {
  const parts = url.split("/").map((part) => {
    if (part.startsWith(":")) return "[^/]+";
    return part === "*" ? ".*" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`);
}
