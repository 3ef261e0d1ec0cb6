import { describe, expect, it } from 'vitest';
import { readUntrustedDocument } from './read-untrusted-document.js';

const source = (text: string) => ({ bytes: new TextEncoder().encode(text), maxBytes: 1024 * 1024 });
const never = new AbortController().signal;

describe('reading a document in a thread of its own', () => {
  it('gives the document', async () => {
    expect(await readUntrustedDocument(source('swagger: "2.0"'), never)).toEqual({ swagger: '2.0' });
  });

  it('ends when it takes more memory than it may', async () => {
    const hostile = source(`openapi: ${'{'.repeat(500_000)}`);
    await expect(readUntrustedDocument(hostile, never, 24)).rejects.toMatchObject({
      code: 'OUTBOUND-TOO-LARGE',
      detail: 'The document needs more memory than it may have to be read.',
    });
  });

  it('does not begin when it is too late', async () => {
    const late = new Error('too late');
    await expect(readUntrustedDocument(source('swagger: "2.0"'), AbortSignal.abort(late))).rejects.toBe(late);
  });
});
