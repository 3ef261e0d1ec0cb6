import { EVENT_ORIGIN_PURPOSE, USER_PURPOSES } from '@reeve/contracts';
import type { EventOrigin } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import type { Sealing } from '@reeve/sealing';
import { auditActors } from '@reeve/audit/projections';
import type { AuditActorDocument } from '@reeve/audit/projections';

/** Where somebody was who said nothing of it, or was erased. */
export const NOWHERE: EventOrigin = { ip: null, userAgent: null };

/** Opens what entries keep sealed about the people who acted. What was erased reads as null, for good. */
export class ActorReader {
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly sealing: Sealing,
  ) {}

  /**
   * Names by user id, for those who have one and were not erased.
   *
   * @throws SealedValueError when a name was tampered with, or belongs to another master key.
   */
  async names(userIds: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(userIds.filter((id) => id !== null))];
    const actors = await this.documentStore.collection<AuditActorDocument>(auditActors).getMany(ids);
    const names = new Map<string, string>();
    for (const { id, document } of actors) {
      const name = await this.sealing.unseal(USER_PURPOSES.name, document.name);
      if (name !== undefined) names.set(id, name);
    }
    return names;
  }

  /**
   * Origins by their sealed text, each opened once: who makes many changes makes them from one place.
   *
   * @throws SealedValueError when one was tampered with, or belongs to another master key.
   */
  async origins(sealed: readonly (string | null)[]): Promise<ReadonlyMap<string | null, EventOrigin>> {
    const origins = new Map<string | null, EventOrigin>();
    for (const each of new Set(sealed)) origins.set(each, await this.origin(each));
    return origins;
  }

  private async origin(sealed: string | null): Promise<EventOrigin> {
    if (sealed === null) return NOWHERE;
    const opened = await this.sealing.unseal(EVENT_ORIGIN_PURPOSE, sealed);
    return opened === undefined ? NOWHERE : (JSON.parse(opened) as EventOrigin);
  }
}
