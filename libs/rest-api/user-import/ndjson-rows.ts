import type { Readable } from 'node:stream';
import { DEFAULT_PROFILE_IMAGE_URL, importErrors, isJsonObject, ReeveError } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { parseJson } from '../http/json/parse-json.js';
import { FilePositions } from './file-position.js';
import type { ReadRow } from './read-row.js';
import { utf8Chunks } from './utf8-chunks.js';

/** A row with the longest profile image there may be has three quarters of it. */
const MAX_LINE_BYTES = 1_048_576;
const LINE_FEED = 0x0a;

/**
 * The rows of a file of JSON objects, one a line: `name`, `email`, `password` or `password_hash`, `role` (else `pending`),
 * `profile_image_url`. Empty lines are none.
 *
 * @throws ReeveError `USERS-IMPORT-MALFORMED` 422 at the first line that is no JSON, and those of {@link utf8Chunks}.
 */
export async function* ndjsonRows(content: Readable): AsyncGenerator<ReadRow> {
  let number = 0;
  for await (const line of lines(content)) {
    number += 1;
    if (line.length > MAX_LINE_BYTES) throw tooLong(number);
    if (line.toString('latin1').trim() !== '') yield rowOf(parsed(line, number), number);
  }
}

/** Without their ends. One that is too long may come in part, as the last one. */
async function* lines(content: Readable): AsyncGenerator<Buffer> {
  const positions = new FilePositions();
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let offset = 0;
  for await (const chunk of utf8Chunks(content, positions)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end)]);
      offset += begunBytes + end + 1 - start;
      [begun, begunBytes, start] = [[], 0, end + 1];
    }
    positions.forget(offset);
    begun.push(chunk.subarray(start));
    begunBytes += chunk.length - start;
    if (begunBytes > MAX_LINE_BYTES) break;
  }
  if (begunBytes > 0) yield Buffer.concat(begun);
}

function tooLong(line: number): Error {
  const problem = `The line is longer than ${MAX_LINE_BYTES} bytes.`;
  return importErrors.fileMalformed(line, 1, problem);
}

function parsed(line: Buffer, number: number): JsonObject {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    throw importErrors.fileMalformed(number, columnOf(error), problemOf(error));
  }
  if (!isJsonObject(value)) throw importErrors.fileMalformed(number, 1, 'A line has to be a JSON object.');
  return value;
}

/** Where JSON has a mistake, as far as it is known: what is refused whatever the route is found by its path. */
function columnOf(error: unknown): number {
  const offset = locOf(error)[1];
  return typeof offset === 'number' ? offset + 1 : 1;
}

function problemOf(error: unknown): string {
  return error instanceof ReeveError && typeof locOf(error)[1] === 'string'
    ? `${error.detail}.`
    : 'What stands here is not JSON that can be taken.';
}

function locOf(error: unknown): readonly unknown[] {
  const issues = error instanceof ReeveError ? error.extra?.['errors'] : undefined;
  const [issue] = (issues ?? []) as readonly { readonly loc: readonly unknown[] }[];
  return issue?.loc ?? [];
}

function rowOf(value: JsonObject, line: number): ReadRow {
  const role = value['role'] ?? 'pending';
  const image = value['profile_image_url'] ?? DEFAULT_PROFILE_IMAGE_URL;
  const { name, email, password = null, password_hash: passwordHash = null } = value;
  const texts = { name, email, role, profile_image_url: image };
  for (const [field, text] of Object.entries(texts)) {
    if (typeof text !== 'string') return refused(line, `${field} has to be a string.`);
  }
  if ((password === null) === (passwordHash === null)) {
    return refused(line, 'Either password or password_hash has to be given.');
  }
  if (!isTextOrNull(password)) return refused(line, 'password has to be a string.');
  if (!isTextOrNull(passwordHash)) return refused(line, 'password_hash has to be a string.');
  const text = (field: JsonValue | undefined) => field as string;
  return {
    line,
    name: text(name),
    email: text(email),
    password,
    passwordHash,
    role: text(role),
    profileImageUrl: text(image),
  };
}

const isTextOrNull = (value: JsonValue): value is string | null =>
  value === null || typeof value === 'string';

const refused = (line: number, detail: string): ReadRow => ({
  line,
  refusal: importErrors.fieldInvalid(detail),
});
