import { stringify } from 'csv-stringify/sync';
import type { FastifyReply } from 'fastify';

/** A row by the names of its columns. */
export type CsvRow = Readonly<Record<string, string | number | null>>;

/**
 * Answers a table as CSV (RFC 4180) for a spreadsheet to open: no cell of it is taken for a formula there.
 *
 * @param columns in their order; the header of the table, also when it has no row.
 * @param name of the file that a browser makes of it, without its ending.
 */
export function answerCsv(
  reply: FastifyReply,
  name: string,
  columns: readonly string[],
  rows: readonly CsvRow[],
): string {
  reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}.csv"`);
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
