import { Command } from "commander";
import type { ConsoleOutput } from "../console/console-output.ts";

export interface ResolveOptions {
  readonly bchf?: string;
  readonly dir: string;
  readonly credential?: string;
  readonly proof?: string;
  readonly dataManagement?: string;
}

export function resolveCommand(output: ConsoleOutput): Command {
  return new Command("resolve")
    .description("ask a BCHF who holds an identifier and where the data behind it lives")
    .argument("<identifier>", "imsi-..., msisdn-..., suci-..., nai-... (TS 29.571)")
    .option("--bchf <url>", "BCHF to ask; without it the first of the devnet", process.env["SYMBOLON_BCHF"])
    .option("--dir <directory>", "directory of the devnet", process.env["SYMBOLON_DIR"] ?? ".symbolon")
    .option("--credential <file>", "the user's credential, a compact JWS")
    .option("--data-management <type>", "only elements of this type: UDM, HSS or HLR")
    .option("--proof <file>", "also write the proof of the answer, for `symbolon verify`")
    .action(async (identifier: string, options: ResolveOptions) => {
      const { resolveIdentifier } = await import("../query/resolve-identifier.ts");
      await resolveIdentifier(identifier, options, output);
    });
}
