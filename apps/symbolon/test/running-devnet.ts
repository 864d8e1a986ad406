import { join } from "node:path";
import { createDevnet, devnetFiles } from "../src/devnet/create-devnet.ts";
import { type DevnetDocument, type DevnetMember, readDevnetDocument } from "../src/devnet/devnet-document.ts";
import { participants } from "../src/devnet/topology.ts";
import { freePortBase } from "./free-ports.ts";
import { type CommandResult, runSymbolon } from "./run-symbolon.ts";
import { type Ended, SymbolonProcess } from "./symbolon-process.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

export interface RunningDevnetOptions {
  /** Changes the configuration files between their making and the first start. */
  readonly prepare?: (memberFiles: readonly string[]) => void;
}

/** `symbolon up` as a child process, its story told, on ports and in a directory of its own. */
export class RunningDevnet implements AsyncDisposable {
  readonly portBase: number;
  /** Where commands are run; the devnet is `.symbolon` in it, as they expect. */
  readonly home: string;
  readonly directory: string;
  readonly #temporary: TemporaryDirectory;
  #process: SymbolonProcess;

  private constructor(portBase: number, temporary: TemporaryDirectory, directory: string) {
    this.portBase = portBase;
    this.home = temporary.path;
    this.directory = directory;
    this.#temporary = temporary;
    this.#process = this.#up();
  }

  static async start({ prepare }: RunningDevnetOptions = {}): Promise<RunningDevnet> {
    const temporary = new TemporaryDirectory();
    const directory = temporary.at(".symbolon");
    const portBase = await freePortBase(participants.length);
    if (prepare !== undefined) {
      await createDevnet({ directory, portBase, participants });
      prepare(participants.map(({ id }) => join(directory, id, devnetFiles.config)));
    }
    const devnet = new RunningDevnet(portBase, temporary, directory);
    try {
      await devnet.#process.printed("symbolon: ready");
      return devnet;
    } catch (cause) {
      await devnet[Symbol.asyncDispose]();
      throw cause;
    }
  }

  get document(): DevnetDocument {
    return readDevnetDocument(this.directory);
  }

  get stdout(): string {
    return this.#process.stdout;
  }

  get stderr(): string {
    return this.#process.stderr;
  }

  member(id: string): DevnetMember {
    const member = this.document.members.find((known) => known.id === id);
    if (member === undefined) throw new RangeError(`the devnet has no member ${id}`);
    return member;
  }

  /** Runs a command beside the devnet. */
  run(...words: readonly string[]): Promise<CommandResult> {
    return runSymbolon(words, { cwd: this.home });
  }

  /** Runs a command with `--json` and reads its document. */
  async json(...words: readonly string[]): Promise<{ readonly status: number | null; readonly answer: unknown }> {
    const { status, stdout } = await this.run(...words, "--json");
    return { status, answer: JSON.parse(stdout) as unknown };
  }

  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    return this.#process.stop(signal);
  }

  /** Starts it again in the same directory after {@link stop}. */
  async startAgain(): Promise<void> {
    this.#process = this.#up();
    await this.#process.printed("symbolon: ready");
  }

  /** Stops it and sees that it ended of its own will. */
  async [Symbol.asyncDispose](): Promise<void> {
    using _temporary = this.#temporary;
    if (this.#process.status !== null) return;
    const { status, signal } = await this.stop();
    if (status !== 0) throw new Error(`the devnet ended with ${status ?? signal}\n${this.stderr}`);
  }

  #up(): SymbolonProcess {
    return new SymbolonProcess(["up", "--dir", this.directory, "--port-base", String(this.portBase)], {
      cwd: this.home,
    });
  }
}
