import { median } from '../statistics.js';

/** One line of the table: what was measured, once a round. */
export interface Figure {
  readonly name: string;
  readonly rounds: readonly number[];
  readonly unit:
    | 'requests/s'
    | 'changes/s'
    | 'users/s'
    | 'events/s'
    | 'plans/s'
    | 's'
    | 'ms'
    | 'µs'
    | 'MB'
    | 'times'
    | 'p';
  /** What is asked of the median. Absent where a figure is only there to be compared with. */
  readonly wanted?: { readonly atLeast: number } | { readonly atMost: number };
}

/** The figures as a Markdown table. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, rounds, unit, wanted }) => [
    name,
    `${shown(median(rounds), unit)} ${unit}`,
    `${shown(Math.min(...rounds), unit)} – ${shown(Math.max(...rounds), unit)}`,
    wanted === undefined ? '' : wantedText(wanted),
    wanted === undefined ? '' : verdict(median(rounds), wanted),
  ]);
  const header = ['measured', 'median', 'lowest – highest', 'wanted', 'met'];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function wantedText(wanted: NonNullable<Figure['wanted']>): string {
  return 'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;
}

/** How far from what is wanted, as a ratio that is at least 1 when it is met: the same scale for every line. */
function verdict(value: number, wanted: NonNullable<Figure['wanted']>): string {
  const margin = 'atLeast' in wanted ? value / wanted.atLeast : wanted.atMost / Math.max(value, 0);
  return `${margin >= 1 ? 'yes' : 'NO'} (${margin.toFixed(2)}×)`;
}

function shown(value: number, unit: Figure['unit']): string {
  if (unit === 'times' || unit === 'p') return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : String(Math.round(value));
}
