import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DocumentStore } from '@reeve/document-store';
import { Projector } from '@reeve/event-sourcing';
import type { Projection, ProjectorObserver, ProjectorStatus } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';

/** A start that takes longer than this says what it waits for. */
const QUIET_MS = 1_000;

/** Every projector of the process: started with it, stopped after the last request, asked by health and metrics. */
export class ProjectorRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Projection');
  private readonly registered: Projector[] = [];
  private readonly settled: Promise<void>[] = [];

  constructor(
    private readonly eventStore: EventStore,
    private readonly documentStore: DocumentStore,
    private readonly observers: readonly ProjectorObserver[] = [],
  ) {}

  get projectors(): readonly Projector[] {
    return this.registered;
  }

  /** @param observer what its context itself wants to know of the projection. */
  register(projection: Projection, observer: ProjectorObserver = {}): Projector {
    const reporter: ProjectorObserver = { onState: (status) => this.report(status) };
    const all = [observer, ...this.observers, reporter, this.whenSettled()];
    const projector = new Projector(projection, this.eventStore, this.documentStore, {
      onBatch: async (status, events) => {
        for (const each of all) await each.onBatch?.(status, events);
      },
      onState: (status) => {
        for (const each of all) each.onState?.(status);
      },
    });
    this.registered.push(projector);
    return projector;
  }

  /** @throws Error naming the first projection that does not follow the log. */
  check(): Promise<void> {
    const broken = this.registered.find(
      ({ status }) => status.state === 'poisoned' || status.state === 'retrying',
    );
    if (broken === undefined) return Promise.resolve();
    const { projection, state, reason } = broken.status;
    return Promise.reject(
      new Error(`The projection ${projection} is ${state}: ${reason ?? 'no reason given'}`),
    );
  }

  /**
   * Resolves when the documents show what the log held at the start, so that nobody is answered from a part of it: after a
   * crash the last events may be missing, and all of them when the documents are made again. A projection that waits for a
   * store, or stands still, is not waited for.
   */
  async onApplicationBootstrap(): Promise<void> {
    const explanation = setTimeout(() => {
      const projections = this.registered.filter(isOnItsWay).map(({ status }) => status.projection);
      this.log.log({ projections }, 'Requests are taken when the documents show what the log holds');
    }, QUIET_MS);
    for (const projector of this.registered) projector.start();
    await Promise.all(this.settled);
    clearTimeout(explanation);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.registered.map((projector) => projector.stop()));
  }

  private whenSettled(): ProjectorObserver {
    let settle: () => void;
    this.settled.push(new Promise((resolve) => (settle = resolve)));
    return {
      onState: (status) => {
        if (!isOnItsWay({ status })) settle();
      },
    };
  }

  private report({ projection, state, reason }: ProjectorStatus): void {
    if (state === 'poisoned') {
      this.log.error(
        { projection, reason },
        'An event cannot be projected: the projection stands still, nothing is skipped',
      );
    } else if (state === 'retrying') {
      this.log.warn({ projection, reason }, 'A store cannot be reached: the projection waits for it');
    } else {
      this.log.debug({ projection }, `The projection is ${state}`);
    }
  }
}

function isOnItsWay({ status }: Pick<Projector, 'status'>): boolean {
  return status.state === 'starting' || status.state === 'catching-up';
}
