import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { BusClient } from '@reeve/bus';
import type { ProjectionProgressed, ProjectionState, ProjectionStatus } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { Projector } from '@reeve/event-sourcing';
import type { Projection, ProjectorObserver, ProjectorState, ProjectorStatus } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import { announceProgress } from './announce-progress.js';

/** A start that takes longer than this says what it waits for. */
const QUIET_MS = 1_000;

/** What a process needs where others may project into the same documents. */
export interface Replicas {
  /** How people tell the process from others: `users@host:4711`. */
  readonly process: string;
  readonly bus: BusClient;
}

/** Every projector of the process: started with it, stopped after the last request, asked by health and metrics. */
export class ProjectorRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Projection');
  private readonly registered = new Map<string, Projector>();
  private readonly settled: Promise<void>[] = [];

  /** @param replicas undefined: the documents belong to this process alone, and its projectors need no lease. */
  constructor(
    private readonly eventStore: EventStore,
    private readonly documentStore: DocumentStore,
    private readonly observers: readonly ProjectorObserver[] = [],
    private readonly replicas?: Replicas,
  ) {}

  get projectors(): readonly Projector[] {
    return [...this.registered.values()];
  }

  /** @throws Error when the process has no such projection. */
  named(projection: string): Projector {
    const projector = this.registered.get(projection);
    if (projector === undefined) throw new Error(`There is no projection ${projection}`);
    return projector;
  }

  /** @param own what its context itself wants to know of the projection. */
  register(projection: Projection, ...own: readonly ProjectorObserver[]): Projector {
    const { name } = projection;
    const all = [...own, ...this.observers, { onState: this.report }, this.whenSettled()];
    if (this.replicas !== undefined) all.push(announceProgress(this.replicas.bus, name));
    const projector = new Projector(
      projection,
      this.eventStore,
      this.documentStore,
      {
        onBatch: async (status, events) => {
          for (const each of all) await each.onBatch?.(status, events);
        },
        onProgress: (status) => {
          for (const each of all) each.onProgress?.(status);
        },
        onState: (status) => {
          for (const each of all) each.onState?.(status);
        },
      },
      this.replicas === undefined ? {} : { process: this.replicas.process },
    );
    this.registered.set(name, projector);
    return projector;
  }

  /**
   * Whether the context's documents show all they have shown; true for a context without. {@link Projector.isComplete}
   */
  isComplete(context: string): boolean | Promise<boolean> {
    return this.registered.get(context)?.isComplete() ?? true;
  }

  /** {@link DocumentStore.contact} */
  get documentContact(): number {
    return this.documentStore.contact;
  }

  /** What the process at work on a projection has told the others. */
  heard(projection: string, { position, rebuilding }: ProjectionProgressed): void {
    const known = position === null ? undefined : (position as Position);
    this.registered.get(projection)?.heard({ position: known, isRebuilding: rebuilding });
  }

  /** How a projection is, in whichever process it is at work. @throws DocumentStoreUnavailableError */
  async overview(projection: string): Promise<ProjectionStatus> {
    const { report, requested, process } = await this.named(projection).overview();
    const { state, reason, isRebuilding, position, behindSince } = report;
    const behindMs = behindSince === null ? 0 : Date.now() - behindSince;
    return {
      state: stateForOthers(state),
      reason,
      rebuilding: isRebuilding,
      position,
      behind_seconds: Math.max(0, Math.round(behindMs) / 1_000),
      requested: requested.includes('rebuild') ? 'rebuild' : (requested[0] ?? null),
      process,
    };
  }

  /** @throws Error naming the first projection that does not follow the log. */
  check(): Promise<void> {
    const broken = this.projectors.find(
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
      const projections = this.projectors.filter(isOnItsWay).map(({ status }) => status.projection);
      this.log.log({ projections }, 'Requests are taken when the documents show what the log holds');
    }, QUIET_MS);
    for (const projector of this.projectors) projector.start();
    await Promise.all(this.settled);
    clearTimeout(explanation);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.projectors.map((projector) => projector.stop()));
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

  private readonly report = ({ projection, state, reason }: ProjectorStatus): void => {
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
  };
}

function isOnItsWay({ status }: Pick<Projector, 'status'>): boolean {
  return status.state === 'starting' || status.state === 'catching-up';
}

/** A process that stands by in that very moment becomes the one at work. */
function stateForOthers(state: ProjectorState): ProjectionState {
  return state === 'standby' ? 'starting' : state;
}
