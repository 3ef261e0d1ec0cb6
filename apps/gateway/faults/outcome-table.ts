import type { Outcome } from './trial.js';

const HEAD = [
  'process or server',
  'fault',
  'acknowledged',
  'refused',
  'unanswered',
  'slowest refusal s',
  'lost',
  'doubled',
  'audit missing',
  'served again s',
  'ready again s',
];

/** For whoever reads the run: a row for each fault. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.fault.whom,
    outcome.fault.how,
    ...[outcome.acknowledged, outcome.refused, outcome.unanswered.length].map(String),
    seconds(outcome.slowestRefusalMs),
    ...[outcome.lost, outcome.doubled, outcome.misaudited].map(({ length }) => String(length)),
    seconds(outcome.servedMs),
    seconds(outcome.readyMs),
  ]);
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
