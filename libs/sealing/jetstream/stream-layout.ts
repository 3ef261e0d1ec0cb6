/**
 * What stands where in the stream, below its name.
 *
 * - `generation`: which generation of records is in force. Absent as long as it is the first.
 * - `record.<generation>.<subject>`: the keys of a subject, or that they were erased. The last message counts.
 * - `id.<id>`: whose key it is. Added before the key itself, so that a key which is there can be found.
 *
 * Names are in base64url: they may hold what a subject of NATS may not.
 */
export const GENERATION = 'generation';
export const EVERY_RECORD = 'record.>';

export const FIRST_GENERATION = '0';

export const recordAt = (generation: string, subject: string) => `record.${generation}.${token(subject)}`;
export const recordsOf = (generation: string) => `record.${generation}.>`;
export const recordsInEveryGeneration = (subject: string) => `record.*.${token(subject)}`;
export const ownerAt = (id: string) => `id.${token(id)}`;

/** @param subject of a record, as in `recordAt`. */
export function generationOf(subject: string): string {
  return subject.split('.')[1] ?? '';
}

function token(text: string): string {
  return Buffer.from(text).toString('base64url');
}
