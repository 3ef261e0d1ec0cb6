import type { ProjectorObserver, ProjectorStatus } from '@reeve/event-sourcing';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { ProjectorRegistry } from './projector-registry.js';

/** Seconds: around what a command's reply may wait for, and around what is an alarm. */
const LAG_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** Counts what the projections of a process have digested, and how long after it was recorded. */
export function countProjectedEvents(registry: Registry): ProjectorObserver {
  const registers = [registry];
  const labelNames = ['projection'];
  const counter = new Counter({
    name: 'reeve_projection_events_total',
    help: 'Events whose documents are written.',
    labelNames,
    registers,
  });
  const lag = new Histogram({
    name: 'reeve_projection_lag_seconds',
    help: 'From when an event was recorded, by the clock of the event store, until its documents were written; of events that came while the projection followed the log.',
    labelNames,
    buckets: LAG_BUCKETS,
    registers,
  });
  return {
    onBatch: ({ projection, state }, events) => {
      counter.inc({ projection }, events.length);
      // What is read while catching up was recorded long ago, and would hide how fast it is usually.
      if (state !== 'live') return;
      const now = Date.now();
      for (const { recordedAt } of events) {
        lag.observe({ projection }, Math.max(0, now - Date.parse(recordedAt)) / 1_000);
      }
    },
  };
}

/** Says of every projection whether it follows the log: what an alarm watches. */
export function watchProjections(projectors: ProjectorRegistry, registry: Registry): void {
  const gauge = (
    name: string,
    help: string,
    valueOf: (status: ProjectorStatus, isAtWork: boolean) => number,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['projection'],
      registers: [registry],
      collect() {
        for (const { status, isAtWork } of projectors.projectors) {
          this.set({ projection: status.projection }, valueOf(status, isAtWork));
        }
      },
    });
  gauge(
    'reeve_projection_following',
    '1 while the projection follows the log, here or in another process; 0 while it waits for a store, or stands still at an event that it cannot project.',
    ({ state }) => Number(state === 'live' || state === 'catching-up' || state === 'standby'),
  );
  gauge(
    'reeve_projection_poisoned',
    '1 while the projection stands still at an event that it cannot project.',
    ({ state }) => Number(state === 'poisoned'),
  );
  gauge(
    'reeve_projection_at_work',
    '1 in the process that projects: over all processes of a context it is one.',
    (_status, isAtWork) => Number(isAtWork),
  );
  gauge(
    'reeve_projection_rebuilding',
    '1 while the documents are being made again: requests to the context are answered 503.',
    ({ isRebuilding }) => Number(isRebuilding),
  );
  gauge(
    'reeve_projection_behind_seconds',
    'Since the oldest event was recorded that this process has read and does not show; 0: there is none.',
    ({ behindSince }) => (behindSince === undefined ? 0 : Math.max(0, Date.now() - behindSince) / 1_000),
  );
}
