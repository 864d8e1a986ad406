import { LightNode, MemberNode } from "@symbolon/member";
import { loadMemberConfig } from "@symbolon/member/config";
import type { ConsoleOutput } from "../console/console-output.ts";
import { machineModules } from "./machine-modules.ts";
import { untilSignal } from "./until-signal.ts";

export interface RunNodeOptions {
  readonly file: string;
  /** By dotted path of the configuration. */
  readonly options: Readonly<Record<string, string>>;
}

/** Runs a member's daemon until it is told to stop. */
export async function runNode({ file, options }: RunNodeOptions, output: ConsoleOutput): Promise<void> {
  const config = loadMemberConfig({ file, environment: process.env, options });
  const starting = new AbortController();
  const stopped = untilSignal().then(() => {
    starting.abort();
  });
  const modules = machineModules(config.log.level);
  if (config.ledger.light === undefined) {
    await using node = await MemberNode.start(config, modules, starting.signal);
    const { ledger, height } = node.ledger.status();
    output.line(`symbolon: ready (member ${node.memberId}, ledger ${ledger}, height ${height})`);
    await stopped;
  } else {
    await using node = await LightNode.start(config, modules);
    output.line(`symbolon: ready (member ${node.memberId}, ledger ${node.ledgerId}, without a copy)`);
    await stopped;
  }
  modules.log.info("member.stopping", { member: config.member });
}
