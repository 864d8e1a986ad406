import { Command } from "commander";
import type { ConsoleOutput } from "../console/console-output.ts";

export function verifyCommand(output: ConsoleOutput): Command {
  return new Command("verify")
    .description("check a proof offline: exit status 0 valid, 1 invalid, 2 unreadable")
    .argument("<proof>", "file that `symbolon resolve --proof` wrote")
    .option("--trust <file|fingerprint>", "trust file, or the fingerprint of one that the proof carries")
    .action(async (proof: string, { trust }: { readonly trust?: string }) => {
      const { verifyProofFile } = await import("../query/verify-proof-file.ts");
      await verifyProofFile(proof, trust, output);
    });
}
