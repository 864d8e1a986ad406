import type { Reporter, TestModule, Vitest } from "vitest/node";

const DEADLINE_MS = 25 * 60_000;

/** Kinds of resources that a test must close. */
const OWNED = new Set([
  "Timeout",
  "TCPSERVERWRAP",
  "PIPESERVERWRAP",
  "UDPWRAP",
  "PROCESSWRAP",
  "FSEVENTWRAP",
  "WORKER",
  "MESSAGEPORT",
]);

/** Fails a run that leaked, that passed nothing, or that hangs; prints one closing line. */
export default class GateReporter implements Reporter {
  #vitest: Vitest | undefined;
  readonly #startedAt = performance.now();
  readonly #busy = new Set<string>();

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    setTimeout(() => {
      console.error(`FAIL deadline of ${DEADLINE_MS / 60_000} min passed; busy: ${[...this.#busy].join(", ")}`);
      process.exit(124);
    }, DEADLINE_MS).unref();
  }

  onTestModuleStart(module: TestModule): void {
    this.#busy.add(module.moduleId);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#busy.delete(module.moduleId);
  }

  /** What tests left open themselves: Node frees its own requests and promises with the next garbage collection. */
  #leaks(): number {
    const found = (this.#vitest?.state as { leakSet?: Set<{ readonly type?: string }> } | undefined)?.leakSet ?? [];
    return [...found].filter(({ type }) => type !== undefined && OWNED.has(type)).length;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const leaks = this.#leaks();
    const green = leaks === 0 && count.failed === 0 && count.passed > 0;
    if (!green) process.exitCode = 1;
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    process.once("exit", () => {
      console.log(
        `${green ? "PASS" : "FAIL"} ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, ${leaks} leaks, ${seconds} s`,
      );
    });
  }
}
