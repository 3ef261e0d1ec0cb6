import { VARIABLES } from './settings.js';
import type { Variable } from './variable.js';

/** The settings as a Markdown table, for the README. */
export function describeSettings(): string {
  const rows = Object.values<Variable<unknown>>(VARIABLES).map(
    (variable) =>
      `| \`${variable.name}\` | ${shownDefault(variable)} | ${cell(variable.allowed)} | ${cell(variable.about)} |`,
  );
  return ['| variable | default | allowed | what it is |', '|---|---|---|---|', ...rows].join('\n');
}

function shownDefault({ shownFallback }: Variable<unknown>): string {
  return shownFallback === '' ? '–' : `\`${shownFallback}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
