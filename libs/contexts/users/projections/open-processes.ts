import type { GroupsEvent, UsersEvent } from '@reeve/contracts';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { USERS_PROCESSES } from './users.collections.js';
import type { ProcessDocument } from './users.collections.js';

/** What an event begins or ends that must be brought to its end. Nothing for most. */
export async function openProcesses(
  recorded: RecordedEvent,
  event: UsersEvent | GroupsEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const put = (id: string, document: ProcessDocument): ProjectedOperation => ({
    kind: 'put',
    collection: USERS_PROCESSES.name,
    id,
    document,
    seen: recorded.position,
  });
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.user.deleted.v1':
    case 'users.user.erasure-requested.v1': {
      const { userId } = event.data;
      return [put(`deletion-${userId}`, { kind: 'deletion', userId, erased: false, open: true })];
    }
    case 'users.user.deletion-completed.v1': {
      const { userId, erased } = event.data;
      return [put(`deletion-${userId}`, { kind: 'deletion', userId, erased, open: false })];
    }
    case 'users.user.primary-administrator-designated.v1': {
      const { userId, by, protection: byProtection } = event.data;
      const { revision: protection } = recorded;
      const open = by !== null && byProtection !== null;
      return [put(`transfer-${userId}`, { kind: 'transfer', userId, by, byProtection, protection, open })];
    }
    case 'users.user.primary-administrator-relieved.v1': {
      const id = `transfer-${event.data.designated}`;
      const begun = await read<ProcessDocument>(USERS_PROCESSES, id);
      return begun === undefined ? [] : [put(id, { ...begun, open: false })];
    }
    case 'users.group.deleted.v1':
    case 'users.group-tree.left.v1': {
      const { groupId } = event.data;
      const open = event.type === 'users.group.deleted.v1';
      return [put(`group-deletion-${groupId}`, { kind: 'group-deletion', groupId, open })];
    }
    default:
      return [];
  }
}
