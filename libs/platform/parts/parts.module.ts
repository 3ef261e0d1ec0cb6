import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import type { CallContext } from '@reeve/contracts';
import { EVENT_ORIGIN_PURPOSE } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { createEventStamp } from '@reeve/event-sourcing';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { RateLimiter } from '@reeve/rate-limiter';
import { SubjectErasedError } from '@reeve/sealing';
import type { Sealing } from '@reeve/sealing';
import { LRUCache } from 'lru-cache';
import { Registry } from 'prom-client';
import { Readiness } from '../health/index.js';
import { countProjectedEvents, watchProjections } from '../projections/projection-metrics.js';
import { ProjectorRegistry } from '../projections/projector-registry.js';
import type { Replicas } from '../projections/projector-registry.js';
import { DOCUMENT_STORE, EVENT_STAMP, EVENT_STORE, RATE_LIMITER, SEALING } from '../tokens.js';

/** What a process runs on, each part by whatever adapter its app has chosen, and none that its modules do not use. */
export interface Parts {
  readonly eventStore?: EventStore | undefined;
  readonly documentStore?: DocumentStore | undefined;
  readonly sealing?: Sealing | undefined;
  readonly rateLimiter?: RateLimiter | undefined;
  readonly bus?: BusClient | undefined;
  /** Where other processes may project the same log into the same documents: what this one is called, `users@host:4711`. */
  readonly replica?: string | undefined;
}

/** Gives the parts to every module. With both stores there are projections too, and `/health/ready` asks how they are. */
@Global()
@Module({})
export class PartsModule {
  static forRoot(parts: Parts): DynamicModule {
    const { eventStore, documentStore, sealing, rateLimiter, bus, replica } = parts;
    const providers: Provider[] = [
      { provide: EVENT_STORE, useValue: eventStore },
      { provide: DOCUMENT_STORE, useValue: documentStore },
      { provide: SEALING, useValue: sealing },
      { provide: RATE_LIMITER, useValue: rateLimiter },
      { provide: BUS_CLIENT, useValue: bus },
    ].filter(({ useValue }) => useValue !== undefined);
    if (sealing !== undefined) providers.push({ provide: EVENT_STAMP, useFactory: () => stampWith(sealing) });
    if (eventStore !== undefined && documentStore !== undefined) {
      const replicas = replica === undefined || bus === undefined ? undefined : { process: replica, bus };
      providers.push(provideProjectors(eventStore, documentStore, replicas));
    }
    return {
      module: PartsModule,
      providers,
      exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
    };
  }
}

function provideProjectors(
  eventStore: EventStore,
  documentStore: DocumentStore,
  replicas: Replicas | undefined,
): Provider {
  return {
    provide: ProjectorRegistry,
    inject: [Readiness, Registry],
    useFactory: (readiness: Readiness, registry: Registry) => {
      const counting = countProjectedEvents(registry);
      const projectors = new ProjectorRegistry(eventStore, documentStore, [counting], replicas);
      watchProjections(projectors, registry);
      readiness.register('projections', () => projectors.check());
      return projectors;
    },
  };
}

/** Origins that were just sealed: somebody who makes many changes makes them from one place. */
const REMEMBERED_ORIGINS = 1_000;
const REMEMBERED_MS = 60_000;

function stampWith(sealing: Sealing): EventStamp {
  const sealed = new LRUCache<string, string>({ max: REMEMBERED_ORIGINS, ttl: REMEMBERED_MS });
  return createEventStamp(async ({ ip, userAgent, principal }: CallContext) => {
    if (ip === null && userAgent === null) return null;
    const subject = principal.id === null ? 'anonymous' : (`user:${principal.id}` as const);
    // An address has no line breaks; a user agent may be empty.
    const key = `${subject}\n${ip ?? ''}\n${userAgent === null ? '' : `=${userAgent}`}`;
    const known = sealed.get(key);
    if (known !== undefined) return known;
    try {
      const value = await sealing.seal(subject, EVENT_ORIGIN_PURPOSE, JSON.stringify({ ip, userAgent }));
      sealed.set(key, value);
      return value;
    } catch (error) {
      // Somebody who has just been erased: what they still do is recorded, from where is not.
      if (error instanceof SubjectErasedError) return null;
      throw error;
    }
  });
}
