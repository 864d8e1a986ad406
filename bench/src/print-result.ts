import type { BenchFigure, BenchResult } from "./bench-result.ts";

/** One line per figure: value, then the ratio to its peer and the bar. */
export function printResult({ title, figures }: BenchResult): void {
  console.log(`\n${title}`);
  for (const figure of figures)
    console.log(`  ${figure.name.padEnd(64)} ${format(figure.value).padStart(12)} ${figure.unit}${comparison(figure)}`);
}

function comparison({ peer, ratio, bar, unit }: BenchFigure): string {
  const compared =
    peer === undefined || ratio === undefined
      ? ""
      : `   ${ratio.toFixed(2)} x of ${peer.name} (${format(peer.value)} ${unit})`;
  return `${compared}${bar === undefined ? "" : `   bar ${bar}`}`;
}

function format(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}
