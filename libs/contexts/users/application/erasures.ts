import { setTimeout as delay } from 'node:timers/promises';
import { userSubject } from '@reeve/contracts';
import type { UsersEvent } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import type { ProjectorObserver } from '@reeve/event-sourcing';
import type { Sealing } from '@reeve/sealing';
import { USERS_PROCESSES } from '@reeve/users/projections';
import type { ProcessDocument } from '@reeve/users/projections';

/** People looked at together. */
const AT_ONCE = 100;
const PAUSE_MS = 5_000;

/**
 * Who was erased stays erased. An older copy of the key store that is put back has their keys again; the log says whose those
 * are, and they are destroyed once more at the start, before anybody is answered.
 */
export class Erasures {
  private readonly processes: Collection<ProcessDocument>;
  private readonly stopping = new AbortController();
  private repeating: Promise<void> | undefined;

  constructor(
    documentStore: DocumentStore,
    private readonly sealing: Pick<Sealing, 'isErased' | 'destroy'>,
  ) {
    this.processes = documentStore.collection<ProcessDocument>(USERS_PROCESSES);
  }

  /**
   * Resolves after one attempt. One that fails, because a store is away, is repeated in the background.
   *
   * @returns whose keys were there again; -1: not known yet.
   */
  async start(): Promise<number> {
    try {
      return await this.enforce();
    } catch {
      this.repeating ??= this.repeat();
      return -1;
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.repeating;
  }

  /** @returns whose keys were there again. @throws what the stores throw: those before are done. */
  async enforce(): Promise<number> {
    let destroyed = 0;
    let after: { readonly id: string } | undefined;
    for (;;) {
      const page = await this.processes.find({
        where: { erased: true },
        limit: AT_ONCE,
        ...(after === undefined ? {} : { after }),
      });
      const people = page.flatMap(({ document }) => (document.kind === 'deletion' ? [document.userId] : []));
      destroyed += await destroyAgain(this.sealing, people);
      after = page.at(-1);
      if (page.length < AT_ONCE || after === undefined) return destroyed;
    }
  }

  private async repeat(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await delay(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
      const isDone = await this.enforce().then(
        () => true,
        () => false,
      );
      if (isDone) return;
    }
  }
}

/** The same for those whom the documents show only now: where these are older too, or made again from the log. */
export function erasedAsShown(sealing: Pick<Sealing, 'isErased' | 'destroy'>): ProjectorObserver {
  return {
    async onBatch(_status, events) {
      const people = events.flatMap((event) => erasedBy(event as unknown as UsersEvent));
      // While the key store is away: the next start finds them among the documents.
      await destroyAgain(sealing, people).catch(() => undefined);
    },
  };
}

function erasedBy({ type, data }: UsersEvent): readonly string[] {
  return type === 'users.user.deletion-completed.v1' && data.erased ? [data.userId] : [];
}

async function destroyAgain(
  sealing: Pick<Sealing, 'isErased' | 'destroy'>,
  people: readonly string[],
): Promise<number> {
  const destroyed = await Promise.all(
    people.map(userSubject).map(async (subject) => {
      if (await sealing.isErased(subject)) return false;
      await sealing.destroy(subject);
      return true;
    }),
  );
  return destroyed.filter(Boolean).length;
}
