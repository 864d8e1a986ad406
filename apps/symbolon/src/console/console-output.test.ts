import { Writable } from "node:stream";
import { SymbolonError } from "@symbolon/base";
import { describe, expect, it } from "vitest";
import { ConsoleOutput } from "./console-output.ts";

function console(json: boolean) {
  const written = { out: "", err: "" };
  const stream = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk);
        done();
      },
    });
  const streams = { out: stream("out"), err: stream("err") };
  return { output: new ConsoleOutput({ json }, streams), written };
}

const refused = new SymbolonError("CREDIT_LIMIT_EXCEEDED", "foundry would owe too much", "Pay.", {
  details: { creditLimit: "0" },
});

describe("what a command prints", () => {
  it("is text for people: answers on standard output, remarks on standard error", () => {
    const { output, written } = console(false);
    output.line("first");
    output.note("a remark");
    output.answer({ granted: 3 }, "reserved 3\n");
    expect(written).toEqual({ out: "first\nreserved 3\n", err: "a remark\n" });
    expect(output.status).toBe(0);
  });

  it("is one document with --json, and nothing else", () => {
    const { output, written } = console(true);
    output.line("first");
    output.progress("half", false);
    output.progress("done", true);
    output.answer({ granted: 3 }, "reserved 3", 1);
    expect(JSON.parse(written.out)).toEqual({ granted: 3 });
    expect(written.err).toBe("done\n");
    expect(output.status).toBe(1);
  });

  it("says of a failure what happened, its code and what to do", () => {
    const { output, written } = console(false);
    output.failure(refused);
    expect(written).toEqual({
      out: "",
      err: "symbolon: foundry would owe too much\n  CREDIT_LIMIT_EXCEEDED: Pay.\n",
    });
    expect(output.status).toBe(1);
  });

  it("says the same in one document with --json", () => {
    const { output, written } = console(true);
    output.failure(refused);
    expect(JSON.parse(written.out)).toEqual({
      error: {
        code: "CREDIT_LIMIT_EXCEEDED",
        message: "foundry would owe too much",
        remedy: "Pay.",
        details: { creditLimit: "0" },
      },
    });
  });

  it.each([
    ["USER_NOT_FOUND", 1],
    ["INVALID_IDENTIFIER", 2],
    ["WRONG_USAGE", 2],
    ["PLAN_FILE_INVALID", 2],
    ["CONFIG_INVALID", 2],
    ["NOT_REACHABLE", 3],
    ["ORDERER_UNREACHABLE", 3],
    ["LEDGER_STOPPED", 3],
  ])("ends after %s with status %d", (code, status) => {
    const { output } = console(false);
    output.failure(new SymbolonError(code, "because", ""));
    expect(output.status).toBe(status);
  });

  it("calls what nobody foresaw a defect", () => {
    const { output, written } = console(false);
    output.failure(new RangeError("index"));
    expect(written.err).toContain("UNEXPECTED: This is a defect");
    expect(output.status).toBe(1);
  });
});
