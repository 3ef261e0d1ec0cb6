import type { UserRegistered, UserRenamed } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import type { ProjectedOperation } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';

/** What an acting person is called, by user id. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type AuditActorDocument = {
  /** Sealed under the person's own key: erased with the person. */
  readonly name: string;
};

/** Read by id only. */
export const auditActors: CollectionDefinition = { name: 'audit_actors', fields: {}, indexes: [] };

const REGISTERED: UserRegistered['type'] = 'users.user.registered.v1';
const RENAMED: UserRenamed['type'] = 'users.user.renamed.v1';

/** What an event says of somebody's name; nothing for most. */
export function actorNamed(event: RecordedEvent): readonly ProjectedOperation[] {
  const named = nameIn(event);
  if (named === undefined) return [];
  const { userId, name } = named;
  const document: AuditActorDocument = { name };
  return [{ kind: 'put', collection: auditActors.name, id: userId, document, seen: event.position }];
}

function nameIn({
  type,
  data,
}: RecordedEvent): { readonly userId: string; readonly name: string } | undefined {
  if (type === REGISTERED) return data as UserRegistered['data'];
  if (type !== RENAMED) return undefined;
  const { userId, name } = data as UserRenamed['data'];
  return { userId, name: name.new };
}
