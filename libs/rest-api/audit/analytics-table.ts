import type { CsvRow } from '../analytics/index.js';
import type { AnalyticsAnswer } from './analytics.answer.js';

export const ANALYTICS_COLUMNS = ['from', 'until', 'measure', 'key', 'count'] as const;

/** A row for each number, so that the columns are the same whatever was counted. Of who there is now, without days. */
export function analyticsRows({ items, users }: AnalyticsAnswer): readonly CsvRow[] {
  const now = { from: null, until: null };
  return [
    ...items.flatMap((item) => {
      const { from, until, changes } = item;
      const bucket = { from, until };
      const byActor = Object.fromEntries(changes.by_actor.map(({ id, count }) => [id, count]));
      return [
        { ...bucket, measure: 'sign_ups', key: null, count: item.sign_ups },
        { ...bucket, measure: 'sign_ins', key: null, count: item.sign_ins },
        { ...bucket, measure: 'refused_sign_ins', key: null, count: item.refused_sign_ins },
        { ...bucket, measure: 'changes', key: null, count: changes.total },
        ...rowsOf(bucket, 'changes_by_entity_type', changes.by_entity_type),
        ...rowsOf(bucket, 'changes_by_section', changes.by_section),
        ...rowsOf(bucket, 'changes_by_actor', byActor),
      ];
    }),
    ...rowsOf(now, 'users_by_role', users.by_role),
    ...rowsOf(now, 'users_by_status', users.by_status),
  ];
}

const rowsOf = (
  bucket: CsvRow,
  measure: string,
  counts: Readonly<Record<string, number>>,
): readonly CsvRow[] => Object.entries(counts).map(([key, count]) => ({ ...bucket, measure, key, count }));
