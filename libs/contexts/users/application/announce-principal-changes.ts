import type { BusClient } from '@reeve/bus';
import { principalChanged } from '@reeve/contracts';
import type { GroupsEvent, PrincipalChange, UsersEvent } from '@reeve/contracts';
import type { ProjectorObserver } from '@reeve/event-sourcing';
import { permissionChangesOf } from './permissions/permission-changes.js';

/**
 * Tells every process when rights have changed, once reads show it: whoever caches a principal and drops it then reads the
 * new one. A broadcast that fails is let go: it may be lost on its way too, and caches have a timer besides.
 */
export function announcePrincipalChanges(bus: BusClient): ProjectorObserver {
  bus.onReconnect(() => {
    // Changes that were announced while the bus was away have been heard by nobody.
    void bus.broadcast(principalChanged, { userId: null, sessionId: null }).catch(() => undefined);
  });
  return {
    async onBatch(_status, events) {
      const changes = new Map(
        events
          .flatMap((event) => [
            changeOf(event as unknown as UsersEvent),
            ...permissionChangesOf(event as unknown as GroupsEvent),
          ])
          .filter((change) => change !== undefined)
          .map((change) => [`${String(change.userId)} ${String(change.sessionId)}`, change]),
      );
      await Promise.allSettled(
        Array.from(changes.values(), (change) => bus.broadcast(principalChanged, change)),
      );
    },
  };
}

function changeOf({ type, data }: UsersEvent): PrincipalChange | undefined {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (type) {
    case 'users.user.role-changed.v1':
    case 'users.user.disabled.v1':
    case 'users.user.enabled.v1':
    case 'users.user.deleted.v1':
    case 'users.password.changed.v1':
    case 'users.session.all-ended.v1':
    case 'users.api-key.deleted.v1':
      return { userId: data.userId, sessionId: null };
    case 'users.session.ended.v1':
      return { userId: data.userId, sessionId: data.sessionId };
    case 'users.sign-in-policy.changed.v1':
      return { userId: null, sessionId: null };
    default:
      return undefined;
  }
}
