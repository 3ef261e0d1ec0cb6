import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { Projection } from '@reeve/event-sourcing';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { Registry } from 'prom-client';
import { v4 } from 'uuid';
import { expect, it } from 'vitest';
import { countProjectedEvents, watchProjections } from './projection-metrics.js';
import { ProjectorRegistry } from './projector-registry.js';

it('tells of a projection how much it has digested, and whether it stands still', async () => {
  const events = openMemoryEventStore();
  const registry = new Registry();
  const counting: Projection = {
    name: 'counting',
    version: 1,
    collections: [],
    filter: {},
    project: ({ data }) => {
      if (data['poison'] === true) throw new Error('cannot be projected');
      return [];
    },
  };
  const projectors = new ProjectorRegistry(events, openMemoryDocumentStore([]), [
    countProjectedEvents(registry),
  ]);
  watchProjections(projectors, registry);
  const projector = projectors.register(counting);
  const append = async (stream: string, data: { poison: boolean }) => {
    const event = { id: v4(), type: 'test.thing.happened.v1', data, metadata: {} };
    return (await events.append(stream, [event], 'new', { deadline: Date.now() + 5_000 })).position;
  };
  await projectors.onApplicationBootstrap();

  await projector.waitFor(await append('thing-1', { poison: false }), Date.now() + 5_000);
  expect(await registry.metrics()).toContain('reeve_projection_events_total{projection="counting"} 1');
  expect(await registry.metrics()).toContain('reeve_projection_lag_seconds_count{projection="counting"} 1');
  expect(await registry.metrics()).toContain('reeve_projection_following{projection="counting"} 1');
  expect(await registry.metrics()).toContain('reeve_projection_poisoned{projection="counting"} 0');
  expect(await registry.metrics()).toContain('reeve_projection_at_work{projection="counting"} 1');
  expect(await registry.metrics()).toContain('reeve_projection_rebuilding{projection="counting"} 0');
  expect(await registry.metrics()).toContain('reeve_projection_behind_seconds{projection="counting"} 0');

  expect(await projector.waitFor(await append('thing-2', { poison: true }), Date.now() + 5_000)).toBe(false);
  expect(await registry.metrics()).toContain('reeve_projection_following{projection="counting"} 0');
  expect(await registry.metrics()).toContain('reeve_projection_poisoned{projection="counting"} 1');
  // Whole milliseconds: in the one of the event itself it is 0.
  await expect
    .poll(() => registry.metrics())
    .toMatch(/reeve_projection_behind_seconds{projection="counting"} (?!0\n)/);
  await projectors.onApplicationShutdown();
});
