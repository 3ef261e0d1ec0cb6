import type { ProjectorObserver } from '@reeve/event-sourcing';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { ProjectorRegistry } from './projector-registry.js';

/** Counts what the projections of a process have digested. */
export function countProjectedEvents(registry: Registry): ProjectorObserver {
  const counter = new Counter({
    name: 'reeve_projection_events_total',
    help: 'Events whose documents are written.',
    labelNames: ['projection'],
    registers: [registry],
  });
  return { onBatch: ({ projection }, events) => counter.inc({ projection }, events.length) };
}

/** Says of every projection whether it follows the log: what an alarm watches. */
export function watchProjections(projectors: ProjectorRegistry, registry: Registry): void {
  new Gauge({
    name: 'reeve_projection_following',
    help: '1 while the projection follows the log; 0 while it waits for a store, or stands still at an event that it cannot project.',
    labelNames: ['projection'],
    registers: [registry],
    collect() {
      for (const { status } of projectors.projectors) {
        const follows = status.state === 'live' || status.state === 'catching-up';
        this.set({ projection: status.projection }, follows ? 1 : 0);
      }
    },
  });
}
