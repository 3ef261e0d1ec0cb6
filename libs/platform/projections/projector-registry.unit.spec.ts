import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { Projection } from '@reeve/event-sourcing';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { v4 } from 'uuid';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProjectorRegistry } from './projector-registry.js';

/** A log of one event, and a projection of it. */
async function given(project: Projection['project'], documents = openMemoryDocumentStore([])) {
  const events = openMemoryEventStore();
  const event = { id: v4(), type: 'test.thing.happened.v1', data: {}, metadata: {} };
  await events.append('thing-1', [event], 'new', { deadline: Date.now() + 5_000 });
  const projectors = new ProjectorRegistry(events, documents);
  projectors.register({ name: 'things', version: 1, collections: [], filter: {}, project });
  onTestFinished(() => projectors.onApplicationShutdown());
  return projectors;
}

describe('the start of the projections', () => {
  it('is over when they show what the log held', async () => {
    let projected = 0;
    const projectors = await given(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      projected += 1;
      return [];
    });
    await projectors.onApplicationBootstrap();
    expect(projected).toBe(1);
  });

  it('does not wait for one that stands still', async () => {
    const projectors = await given(() => {
      throw new Error('cannot be projected');
    });
    await projectors.onApplicationBootstrap();
    await expect(projectors.check()).rejects.toThrow('The projection things is poisoned');
  });

  it('does not wait for a store that is away', async () => {
    const documents = openMemoryDocumentStore([]);
    documents.checkpoint = () => Promise.reject(new DocumentStoreUnavailableError('away'));
    const projectors = await given(() => [], documents);
    await projectors.onApplicationBootstrap();
    await expect(projectors.check()).rejects.toThrow('The projection things is retrying');
  });
});
