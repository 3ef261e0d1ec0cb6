import type { ProjectionMending, ProjectionName, ProjectionState, ProjectionStatus } from '@reeve/contracts';

/** A projection as `GET /api/v1/operations/projections` tells of it. */
export interface ListedProjection extends Omit<ProjectionStatus, 'state'> {
  readonly name: ProjectionName;
  readonly state: ProjectionState | 'unreachable';
}

const HEADER = ['PROJECTION', 'STATE', 'BEHIND', 'PROCESS'];
const BETWEEN = '   ';

/** For people: a line each, and below it why it does not follow the log. */
export function projectionsTable(projections: readonly ListedProjection[]): string {
  const rows = [HEADER, ...projections.map(cellsOf)];
  const widths = HEADER.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(BETWEEN)
      .trimEnd(),
  );
  const reasons = projections.map(({ reason }) => (reason === null ? [] : [`  ${reason}`]));
  return [
    lines[0],
    ...projections.flatMap((_each, index) => [lines[index + 1], ...(reasons[index] ?? [])]),
  ].join('\n');
}

function cellsOf({ name, state, rebuilding, requested, behind_seconds: behind, process }: ListedProjection) {
  const doing = rebuilding ? 'rebuilding' : requestedText(requested);
  return [name, doing === '' ? state : `${state}, ${doing}`, `${behind.toFixed(1)} s`, process ?? '-'];
}

function requestedText(requested: ProjectionMending | null): string {
  return requested === null ? '' : `${requested} requested`;
}

/** Nothing for an operator to do. */
export function followsLog({ state, rebuilding }: ListedProjection): boolean {
  return (state === 'live' || state === 'catching-up' || state === 'starting') && !rebuilding;
}
