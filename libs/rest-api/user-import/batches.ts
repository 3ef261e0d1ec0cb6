import { importErrors } from '@reeve/contracts';
import type { ReadRow } from './read-row.js';

/** A file may have a million rows: more than there are users. */
const MAX_ROWS = 1_000_000;
/** What a batch may weigh; a row weighs one, and as many as this if its password is to be hashed, which takes that much longer. */
const MAX_WEIGHT = 200;
const HASHING_WEIGHT = 8;
/** Well below what the bus takes in a message. A row that is longer is a batch of its own. */
const MAX_BYTES = 262_144;

/**
 * The rows in batches of what can be registered in about a second, in order. Rows that stand shortly before a mistake in the
 * file are in none.
 *
 * @throws ReeveError `USERS-IMPORT-TOO-MANY-ROWS` 413; what reading the rows throws.
 */
export async function* batchesOf(rows: AsyncIterable<ReadRow>): AsyncGenerator<readonly ReadRow[]> {
  let batch: ReadRow[] = [];
  let [weight, bytes, count] = [0, 0, 0];
  for await (const row of rows) {
    count += 1;
    if (count > MAX_ROWS) throw importErrors.tooManyRows(MAX_ROWS);
    const [rowWeight, rowBytes] = [weightOf(row), bytesOf(row)];
    if (batch.length > 0 && (weight + rowWeight > MAX_WEIGHT || bytes + rowBytes > MAX_BYTES)) {
      yield batch;
      batch = [];
      [weight, bytes] = [0, 0];
    }
    batch.push(row);
    weight += rowWeight;
    bytes += rowBytes;
  }
  if (batch.length > 0) yield batch;
}

const weightOf = (row: ReadRow): number => ('password' in row && row.password !== null ? HASHING_WEIGHT : 1);

const bytesOf = (row: ReadRow): number => ('refusal' in row ? 0 : Buffer.byteLength(JSON.stringify(row)));
