import { join } from "node:path";
import { MemberNode } from "@symbolon/member";
import { loadMemberConfig } from "@symbolon/member/config";
import { machineModules } from "../node/machine-modules.ts";
import { devnetFiles } from "./create-devnet.ts";
import { sampleKeys } from "./samples.ts";
import type { DevnetParticipant } from "./topology.ts";

/** All members of a devnet, each with a copy of the ledger of its own, in this process. */
export class Devnet implements AsyncDisposable {
  readonly directory: string;
  readonly nodes: ReadonlyMap<string, MemberNode>;
  readonly #resources: AsyncDisposableStack;

  private constructor(directory: string, nodes: ReadonlyMap<string, MemberNode>, resources: AsyncDisposableStack) {
    this.directory = directory;
    this.nodes = nodes;
    this.#resources = resources;
  }

  /** The member that orders is started first; the others follow it. */
  static async start(directory: string, participants: readonly DevnetParticipant[]): Promise<Devnet> {
    await using opening = new AsyncDisposableStack();
    const nodes = new Map<string, MemberNode>();
    const [first, ...others] = participants.map(({ id }) => id);
    for (const group of [[first ?? ""], others]) {
      const started = await Promise.allSettled(group.map((id) => startMember(directory, id)));
      for (const outcome of started)
        if (outcome.status === "fulfilled") nodes.set(outcome.value.memberId, opening.use(outcome.value));
      const failed = started.find((outcome) => outcome.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    }
    return new Devnet(directory, nodes, opening.move());
  }

  node(id: string): MemberNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new RangeError(`the devnet has no member ${id}`);
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]();
  }
}

function startMember(directory: string, id: string): Promise<MemberNode> {
  const config = loadMemberConfig({ file: join(directory, id, devnetFiles.config), environment: {}, options: {} });
  return MemberNode.start(config, { ...machineModules(config.log.level), knownKeys: sampleKeys });
}
