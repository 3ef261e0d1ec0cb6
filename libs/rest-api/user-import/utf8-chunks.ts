import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { importErrors } from '@reeve/contracts';
import { httpErrors } from '../http/index.js';
import type { FilePositions } from './file-position.js';

/** What a file may have in all: 64 MB. */
const MAX_BYTES = 67_108_864;
/** How long the sender may be silent while more is waited for. */
const MAX_SILENCE_MS = 60_000;
/** Bytes of the longest character but one. */
const MAX_CUT_BYTES = 3;

/**
 * The file in chunks of whole characters, each noted in `positions` before it is handed over. Reads no faster than the chunks
 * are taken, and leaves the rest unread when nobody takes them any more.
 *
 * @throws ReeveError `USERS-IMPORT-MALFORMED` 422 at what is no UTF-8, `USERS-IMPORT-TOO-LARGE` 413, `REQUEST-TIMEOUT` 408.
 */
export async function* utf8Chunks(content: Readable, positions: FilePositions): AsyncGenerator<Buffer> {
  let size = 0;
  let passedOn = 0;
  let cut: Buffer = Buffer.alloc(0);
  for await (const chunk of unlessSilent(content)) {
    size += chunk.length;
    if (size > MAX_BYTES) throw importErrors.tooLarge(MAX_BYTES);
    const text = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
    const whole = text.subarray(0, text.length - cutBytes(text));
    positions.take(whole);
    if (!isUtf8(whole)) throw notUtf8(positions, passedOn, whole);
    passedOn += whole.length;
    cut = text.subarray(whole.length);
    if (whole.length > 0) yield whole;
  }
  if (cut.length > 0) throw notUtf8(positions, passedOn, cut);
}

async function* unlessSilent(content: Readable): AsyncGenerator<Buffer> {
  // Without destroying it: that would end the connection, before the answer.
  const chunks = content.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  for (let next = await inTime(chunks.next()); next.done !== true; next = await inTime(chunks.next())) {
    yield next.value;
  }
}

async function inTime<Result>(next: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(httpErrors.requestTimeout()), MAX_SILENCE_MS);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
    next.catch(() => undefined);
  }
}

/** Bytes at the end that may be the beginning of a character whose rest is to come. */
function cutBytes(text: Buffer): number {
  for (let length = 1; length <= Math.min(MAX_CUT_BYTES, text.length); length++) {
    const byte = text[text.length - length] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return length < bytesOfCharacter(byte) ? length : 0;
  }
  return 0;
}

/** By its first byte. */
function bytesOfCharacter(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

function notUtf8(positions: FilePositions, start: number, text: Buffer): Error {
  const read = Buffer.from(text.toString('utf8'));
  const wrong = text.findIndex((byte, index) => byte !== read[index]);
  const { line, column } = positions.at(start + Math.max(wrong, 0));
  return importErrors.fileMalformed(line, column, 'What stands here is not UTF-8.');
}
