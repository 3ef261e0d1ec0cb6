import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf } from './batches.js';
import { csvRows } from './csv-rows.js';
import { ndjsonRows } from './ndjson-rows.js';
import type { ReadRow } from './read-row.js';

type Reader = (content: Readable) => AsyncGenerator<ReadRow>;

/** A body that comes in chunks of so many bytes. */
function body(content: string | Buffer, chunkBytes = 16): Readable {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return Readable.from(chunks, { objectMode: false });
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** `[line, column]` where reading ends, and how many rows came before. */
async function mistakeIn(reader: Reader, content: string | Buffer) {
  const rows: ReadRow[] = [];
  try {
    for await (const row of reader(body(content))) rows.push(row);
  } catch (error) {
    const { code, extra = {} } = error as { code: string; extra?: Record<string, unknown> };
    return { code, at: [extra['line'], extra['column']], rows: rows.length };
  }
  return 'none';
}

const malformed = (line: number, column: number, rows: number) => ({
  code: 'USERS-IMPORT-MALFORMED',
  at: [line, column],
  rows,
});

const HEADER = 'Name,Email,Password,Role\n';
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
const csvRow = (line: number, name: string, email: string, password: string, role: string): ReadRow => ({
  line,
  name,
  email,
  password,
  passwordHash: null,
  role,
  profileImageUrl: '',
});

describe('A CSV file', () => {
  it('is read as Open WebUI’s page reads it, with the lines that rows begin at', async () => {
    const content = `\ufeff${HEADER}Ada , ada@example.com,"a, password",User\r\n\r\n"Bob ""B""","bob@x.y"," kept ",admin\n"Cyd\nof two lines",c@x.y,p,user\nDee,d@x.y,p,user`;
    expect(await all(csvRows(body(content)))).toEqual([
      csvRow(2, 'Ada', 'ada@example.com', 'a, password', 'User'),
      csvRow(4, 'Bob "B"', 'bob@x.y', ' kept ', 'admin'),
      csvRow(5, 'Cyd\nof two lines', 'c@x.y', 'p', 'user'),
      csvRow(7, 'Dee', 'd@x.y', 'p', 'user'),
    ]);
  });

  it('gives back any rows that were written to it, in chunks of any size', async () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 20 });
    const rows = fc.array(fc.tuple(value, value, value, value), { maxLength: 20 });
    const ending = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(rows, ending, fc.integer({ min: 1, max: 50 }), async (written, end, chunkBytes) => {
        const lines = [HEADER.trim(), ...written.map((values) => values.map(quoted).join(','))];
        const read = await all(csvRows(body(lines.join(end), chunkBytes)));
        const values = read.map((row) =>
          'refusal' in row ? [] : [row.name, row.email, row.password, row.role],
        );
        expect(values).toEqual(written);
      }),
    );
  });

  it.each([
    ['nothing', '', malformed(1, 1, 0)],
    ['a header with a column too many', 'a,b,c,d,e\n', malformed(1, 5, 0)],
    ['a header with a column too few', 'a,b,c\n', malformed(1, 4, 0)],
    ['somebody in the place of a header', 'Ada,ada@x.y,p,user\n', malformed(1, 2, 0)],
    ['a column too few further down', `${HEADER}\nAda,a@x.y,p,user\nBob,b@x.y,p\n`, malformed(4, 4, 1)],
    ['an unescaped comma', `${HEADER}Ada,a@x.y,p,with comma,user\n`, malformed(2, 5, 0)],
    ['a quote within a value', `${HEADER}Ada,a@x.y,p"q,user\n`, malformed(2, 11, 0)],
    ['a quote that ends too soon', `${HEADER}Ädä,"a"x.y,p,user\n`, malformed(2, 5, 0)],
    ['a quote that is not closed', `${HEADER}A,a@x.y,p,user\nB,"b@x.y,p,user\nC`, malformed(3, 3, 1)],
    ['a first value that is not closed', `${HEADER}A,a@x.y,p,user\n"B,b@x.y,p,user\nC`, malformed(3, 1, 1)],
    ['a row without end', `${HEADER}"${'x'.repeat(70_000)}`, malformed(2, 1, 0)],
    ['Latin-1', Buffer.from(`${HEADER}Änne,a@x.y,p,user\nJürgen`, 'latin1'), malformed(2, 1, 0)],
    ['a character that is cut off', Buffer.from(`${HEADER}é`).subarray(0, -1), malformed(2, 1, 0)],
  ])('is refused where it has %s', async (_what, content, mistake) => {
    expect(await mistakeIn(csvRows, content)).toEqual(mistake);
  });
});

describe('A file of JSON lines', () => {
  const somebody = { name: 'Ada', email: 'a@x.y', password: 'p' };
  const read = async (...values: readonly object[]) =>
    await all(ndjsonRows(body(values.map((value) => JSON.stringify(value)).join('\n'))));

  it('may leave out the role and the image', async () => {
    expect(await read(somebody)).toEqual([
      { ...somebody, line: 1, passwordHash: null, role: 'pending', profileImageUrl: '/user.png' },
    ]);
  });

  it('may have hashes, images and empty lines', async () => {
    const content = `\n{"name":"Ada","email":"a@x.y","password_hash":"$argon2","role":"admin","profile_image_url":"/user.gif","other":1}\r\n\n`;
    expect(await all(ndjsonRows(body(content)))).toEqual([
      {
        line: 2,
        name: 'Ada',
        email: 'a@x.y',
        password: null,
        passwordHash: '$argon2',
        role: 'admin',
        profileImageUrl: '/user.gif',
      },
    ]);
  });

  it.each([
    [{ ...somebody, name: 7 }, 'name has to be a string.'],
    [{ name: 'Ada', password: 'p' }, 'email has to be a string.'],
    [{ ...somebody, password: 7 }, 'password has to be a string.'],
    [{ ...somebody, password: null, password_hash: [] }, 'password_hash has to be a string.'],
    [{ ...somebody, password_hash: 'h' }, 'Either password or password_hash has to be given.'],
    [{ name: 'Ada', email: 'a@x.y' }, 'Either password or password_hash has to be given.'],
    [{ ...somebody, role: {} }, 'role has to be a string.'],
  ])('has rows that cannot be, beside others: %j', async (value, detail) => {
    const rows = await read(value, somebody);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ line: 1, refusal: { code: 'USERS-IMPORT-FIELD-INVALID', detail } });
  });

  it.each([
    ['no JSON', '{"name":"Ada"}\n{"name":"Bob"\n', malformed(2, 14, 1)],
    ['a list', '\n[1]', malformed(2, 1, 0)],
    ['a forbidden key', '{"__proto__":{}}', malformed(1, 1, 0)],
    ['a key given twice', '{"name":"A"}\n{"name":"A","n\\u0061me":"B"}', malformed(2, 1, 1)],
    ['a line without end', `{"name":"${'x'.repeat(1_100_000)}"}`, malformed(1, 1, 0)],
    ['no UTF-8', Buffer.from('{"name":"Ada"}\n{"name":"J\xfcrgen"}', 'latin1'), malformed(2, 11, 1)],
  ])('is refused where it has %s', async (_what, content, mistake) => {
    expect(await mistakeIn(ndjsonRows, content)).toEqual(mistake);
  });
});

describe('The rows of a file in batches', () => {
  async function* rows(count: number, change: Partial<Extract<ReadRow, { name: string }>> = {}) {
    for (let line = 1; line <= count; line++) {
      await Promise.resolve();
      yield { ...csvRow(line, 'Ada', 'a@x.y', 'p', 'user'), ...change };
    }
  }
  const sizes = async (of: AsyncIterable<ReadRow>) => (await all(batchesOf(of))).map((batch) => batch.length);

  it('are as many as can be registered in about a second', async () => {
    expect(await sizes(rows(60))).toEqual([25, 25, 10]);
    expect(await sizes(rows(250, { password: null, passwordHash: 'h' }))).toEqual([200, 50]);
  });

  it('fit in a message of the bus', async () => {
    const large = { password: null, passwordHash: 'h', profileImageUrl: 'x'.repeat(100_000) };
    expect(await sizes(rows(5, large))).toEqual([2, 2, 1]);
    expect(await sizes(rows(2, { ...large, profileImageUrl: 'x'.repeat(700_000) }))).toEqual([1, 1]);
  });

  it('are none of those right before a mistake', async () => {
    const batches = batchesOf(csvRows(body(`${HEADER}A,a@x.y,p,user\nB`)));
    await expect(batches.next()).rejects.toMatchObject({ code: 'USERS-IMPORT-MALFORMED' });
  });
});
