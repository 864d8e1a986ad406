import { join } from "node:path";
import { createDevnet, devnetFiles } from "../src/devnet/create-devnet.ts";
import { type FaceName, facePort } from "../src/devnet/ports.ts";
import { participants } from "../src/devnet/topology.ts";
import { freePortBase } from "./free-ports.ts";
import type { Credentials } from "./member-request.ts";
import { type CommandResult, runSymbolon } from "./run-symbolon.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

/** Members of {@link ThreeMembers}, in the order of their ports: the first one orders. */
export const three = ["alliance", "foundry", "harbour"] as const;
export type MemberName = (typeof three)[number];

/** The directory of an alliance of three, made as `symbolon up` makes one, whose members are to run in processes of their own. */
export class ThreeMembers implements Disposable {
  readonly directory: string;
  readonly portBase: number;
  readonly #temporary: TemporaryDirectory;

  private constructor(temporary: TemporaryDirectory, portBase: number) {
    this.#temporary = temporary;
    this.directory = temporary.at("net");
    this.portBase = portBase;
  }

  static async create(): Promise<ThreeMembers> {
    // One more member's ports are kept free for tests that need some.
    const portBase = await freePortBase(three.length + 1);
    const members = new ThreeMembers(new TemporaryDirectory(), portBase);
    const { directory } = members;
    await createDevnet({ directory, portBase, participants: participants.slice(0, three.length) });
    return members;
  }

  at(...names: readonly string[]): string {
    return join(this.directory, ...names);
  }

  config(member: MemberName): string {
    return this.at(member, devnetFiles.config);
  }

  url(member: MemberName, face: FaceName): string {
    const scheme = face === "api" || face === "sbiTls" ? "https" : "http";
    return `${scheme}://127.0.0.1:${facePort(this.portBase, three.indexOf(member), face)}`;
  }

  /** A member's TLS credentials, for asking a member. */
  credentials(member: MemberName, asked: MemberName = member): Credentials {
    const tls = (name: string) => this.at(member, "tls", name);
    return { ca: this.at(asked, "tls/ca.pem"), certificate: tls("node.pem"), key: tls("node.key") };
  }

  /** Runs a command on behalf of a member, by its configuration unless the words name another one. */
  run(member: MemberName, ...words: readonly string[]): Promise<CommandResult> {
    const config = words.includes("--config") ? [] : ["--config", this.config(member)];
    return runSymbolon([...words, ...config], { cwd: this.directory });
  }

  /** The same with `--json`; throws what the command said when it was refused. */
  async done(member: MemberName, ...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const { status, stdout, stderr } = await this.run(member, ...words, "--json");
    if (status !== 0) throw new Error(`${words.join(" ")}: ${status}\n${stdout}${stderr}`);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  }

  [Symbol.dispose](): void {
    this.#temporary[Symbol.dispose]();
  }
}
