import { pipeline, Readable } from 'node:stream';
import { importErrors } from '@reeve/contracts';
import { CsvError, parse } from 'csv-parse';
import type { Info } from 'csv-parse';
import { FilePositions } from './file-position.js';
import type { ReadRow } from './read-row.js';
import { utf8Chunks } from './utf8-chunks.js';

const COLUMNS = ['Name', 'Email', 'Password', 'Role'] as const;
/** Far above what four columns may hold: where a quote is not closed, no more than this is looked at. */
const MAX_RECORD_BYTES = 65_536;

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * The rows of a CSV file as Open WebUI's page takes it: four columns, the first row is a header, space around values does not
 * count unless it is quoted. Empty lines are none.
 *
 * @throws ReeveError `USERS-IMPORT-MALFORMED` 422 at the first mistake in quoting or columns, and those of {@link utf8Chunks}.
 */
export async function* csvRows(content: Readable): AsyncGenerator<ReadRow> {
  const positions = new FilePositions();
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  pipeline(Readable.from(utf8Chunks(content, positions), { objectMode: false }), parser, () => undefined);
  let offset = 0;
  let header = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const { line } = positions.at(offset);
      if (!isEmpty(record)) {
        checkColumns(record, line);
        if (header) checkHeader(record, line);
        else yield rowOf(record, line);
        header = false;
      }
      offset = info.bytes;
      positions.forget(offset);
    }
  } catch (error) {
    throw error instanceof CsvError ? malformed(error, positions, offset) : error;
  }
  if (header) throw importErrors.fileMalformed(1, 1, headerWanted);
}

const headerWanted = `The first row has to be a header: ${COLUMNS.join(',')}.`;

const isEmpty = (record: readonly string[]): boolean => record.length === 1 && record[0] === '';

function checkColumns(record: readonly string[], line: number): void {
  if (record.length === COLUMNS.length) return;
  const column = Math.min(record.length, COLUMNS.length) + 1;
  const problem = `A row has the columns ${COLUMNS.join(', ')}, but this one has ${record.length}.`;
  throw importErrors.fileMalformed(line, column, problem);
}

/** Whatever the columns are called is fine, but somebody's e-mail is no name of a column: they would be left out unnoticed. */
function checkHeader(record: readonly string[], line: number): void {
  if (record[1]?.includes('@') === true) throw importErrors.fileMalformed(line, 2, headerWanted);
}

function rowOf([name = '', email = '', password = '', role = '']: readonly string[], line: number): ReadRow {
  return { line, name, email, password, passwordHash: null, role, profileImageUrl: '' };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'The quote that begins here is not closed.',
  CSV_MAX_RECORD_SIZE: `The row is longer than ${MAX_RECORD_BYTES} bytes; a quote may not be closed.`,
};

/** What the parser says stands before the value it could not read: its delimiter, or the end of the row before. */
function malformed(error: CsvError, positions: FilePositions, offset: number): Error {
  const { bytes = offset, column } = error as CsvError & {
    readonly bytes?: number;
    readonly column?: unknown;
  };
  const { line, column: at } = positions.at(column === 0 ? bytes : bytes + 1);
  return importErrors.fileMalformed(
    line,
    at,
    PROBLEMS[error.code] ?? 'The value is not quoted as CSV has it.',
  );
}
