import { relative } from "node:path";
import { table } from "../console/table.ts";
import { enumDomain } from "./enum-domain.ts";
import type { DevnetDocument } from "./devnet-document.ts";

/** The endpoints of a running devnet, and three commands for a newcomer. */
export function worthTrying(directory: string, { members, samples }: DevnetDocument): string {
  const faces = ["bchf", "sbi", "enum", "mslookup", "api", "metrics"] as const;
  const rows = members.map(({ id, endpoints }) => [id, ...faces.map((face) => endpoints[face] ?? "-")]);
  const asked = members.at(-1) ?? members[0];
  const [server = "", port = ""] = (asked?.endpoints.enum ?? "").split(":");
  const digits = samples.msisdn.identifier.replace("msisdn-", "");
  const option = relative(process.cwd(), directory) === ".symbolon" ? "" : ` --dir ${directory}`;
  return `${table(["member", ...faces], rows)}

worth trying:
  curl --http2-prior-knowledge ${asked?.endpoints.bchf}/nbchf/v1/routing/${samples.imsi.identifier}
  dig @${server} -p ${port} NAPTR ${enumDomain(digits)}
  npm run -s symbolon -- resolve ${samples.imsi.identifier}${option} --proof proof.json
`;
}
