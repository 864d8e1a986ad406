import { listAccounts } from "@symbolon/contracts/settlement";
import type { StoryStage } from "./story-stage.ts";

const MAX_ACCOUNTS = 1000;

/** What the networks owe the number buyer, and that nothing came from nowhere. */
export async function settlementChapter({ recorder, member }: StoryStage): Promise<void> {
  await recorder.chapter("Settlement: occupation fees, double entry", async () => {
    const { state } = member("alliance");
    const accounts = listAccounts(state, MAX_ACCOUNTS);
    const { height } = state.head();
    for (const { member: owner, counterparty, balance, currency } of accounts.filter(
      (account) => account.counterparty === "alliance",
    )) {
      await recorder.step("settlement account", owner, counterparty, async () => ({
        answer: `${inMajorUnits(balance)} ${currency}`,
        height,
        expected: BigInt(balance) < 0n,
      }));
    }
    await recorder.step("sum of all accounts", "anybody", "ledger", async () => {
      const sum = accounts.reduce((total, { balance }) => total + BigInt(balance), 0n);
      return { answer: String(sum), height, expected: sum === 0n };
    });
  });
}

/** Two decimals: the devnet's currency has a hundred minor units. */
function inMajorUnits(minor: string): string {
  const digits = minor.replace("-", "").padStart(3, "0");
  return `${minor.startsWith("-") ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
