import { describe, expect, it } from 'vitest';
import type { ProjectorRegistry } from '../projections/projector-registry.js';
import { fromCompleteDocuments } from './complete-documents.js';
import type { ReadsDocuments } from './complete-documents.js';

/** A document store that is lost, and back with nothing in it, when told so. */
class Documents {
  documentContact = 1;
  private complete = true;

  isComplete(): Promise<boolean> {
    return Promise.resolve(this.complete);
  }

  loseAll(): void {
    this.documentContact++;
    this.complete = false;
  }
}

function answer(documents: Documents, handler: () => unknown, reads: Partial<ReadsDocuments> = {}) {
  return fromCompleteDocuments(
    documents as unknown as ProjectorRegistry,
    { of: 'users', changes: false, ...reads },
    () => Promise.resolve().then(handler),
  );
}

const refused = { code: 'DOCUMENTS-INCOMPLETE', status: 503 };

describe('A handler that answers from documents', () => {
  it('answers', async () => {
    expect(await answer(new Documents(), () => 'found')).toBe('found');
  });

  it('answers where there are none', async () => {
    expect(await fromCompleteDocuments(undefined, { of: 'users', changes: false }, () => 'found')).toBe(
      'found',
    );
  });

  it('is not asked while they are not complete', async () => {
    const documents = new Documents();
    documents.loseAll();
    let isAsked = false;
    await expect(answer(documents, () => (isAsked = true))).rejects.toMatchObject(refused);
    expect(isAsked).toBe(false);
  });

  it('is not believed when they were lost meanwhile: neither what it found nor what it missed', async () => {
    const found = new Documents();
    await expect(answer(found, () => found.loseAll())).rejects.toMatchObject(refused);
    const missed = new Documents();
    const handler = () => {
      missed.loseAll();
      throw new Error('The session is over');
    };
    await expect(answer(missed, handler)).rejects.toMatchObject(refused);
  });

  it('is believed when it has changed something, whatever was lost', async () => {
    const documents = new Documents();
    const handler = () => {
      documents.loseAll();
      return 'changed';
    };
    expect(await answer(documents, handler, { changes: true })).toBe('changed');
  });

  it('fails as it does', async () => {
    const handler = () => {
      throw new Error('The session is over');
    };
    await expect(answer(new Documents(), handler)).rejects.toThrow('The session is over');
  });
});
