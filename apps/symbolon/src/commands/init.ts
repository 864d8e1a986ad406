import { resolve } from "node:path";
import { Command } from "commander";
import type { ConsoleOutput } from "../console/console-output.ts";
import { DEFAULT_PORT_BASE } from "../devnet/ports.ts";

interface InitFlags {
  readonly member: string;
  readonly name?: string;
  readonly role: readonly string[];
  readonly host: readonly string[];
  readonly dir: string;
  readonly passphraseFd?: string;
  readonly genesis?: string;
  readonly portBase: string;
  readonly email?: string;
}

function collect(value: string, list: readonly string[]): readonly string[] {
  return [...list, value];
}

export function initCommand(output: ConsoleOutput): Command {
  return new Command("init")
    .description("make a member's keys, CA, certificates and configuration")
    .requiredOption("--member <id>", "identifier on the ledger: a-z, 0-9 and hyphens")
    .option("--name <text>", "name for people")
    .option("--role <role>", "number-buyer, operator, registry or service-provider; may be repeated", collect, [])
    .option("--host <name>", "DNS name or IP address under which it is reached; may be repeated", collect, [])
    .option("--dir <directory>", "directory to make", ".")
    .option(
      "--passphrase-fd <n>",
      "read the passphrase of the key store from this file descriptor; without it the keys are plain",
    )
    .option("--genesis <file>", "genesis document of the alliance to join: writes the application for `members join`")
    .option("--port-base <port>", "first port; a face takes it + the face's offset", String(DEFAULT_PORT_BASE))
    .option("--email <address>", "whom the other members write to")
    .action(async (flags: InitFlags) => {
      const { initMember } = await import("../node/init-member.ts");
      const portBase = Number(flags.portBase);
      await initMember({ ...flags, portBase, directory: resolve(flags.dir, flags.member) }, output);
    });
}
