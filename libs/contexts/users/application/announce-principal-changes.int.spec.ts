import type { BusClient } from '@reeve/bus';
import { principalChanged } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, call, signedIn, started, UsersInstallation } from '../testing/users-installation.js';
import { announcePrincipalChanges } from './announce-principal-changes.js';

let installation: UsersInstallation;
beforeEach(async () => {
  installation = await UsersInstallation.open();
});
afterEach(() => installation.close());

/** @param onReconnect is given what would be called back. */
function recordingBus(
  broadcasts: unknown[],
  failure?: Error,
  onReconnect: (listener: () => void) => void = () => undefined,
): BusClient {
  return {
    onReconnect,
    request: () => Promise.reject(new Error('not asked for')),
    broadcast: (topic, payload) => {
      broadcasts.push([topic.subject, payload]);
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
    close: () => Promise.resolve(),
  };
}

describe('A change of rights', () => {
  it('is told to everybody before its command is answered', async () => {
    const told: unknown[] = [];
    const { users } = installation.startProcess({ observer: announcePrincipalChanges(recordingBus(told)) });
    const { user, sessionId } = started(await users.signUp.execute(account('Ada'), call()));
    expect(told).toEqual([[principalChanged.subject, { userId: user.id, sessionId: null }]]);

    await users.sessions.endOwn(call({ principal: signedIn(user.id, 'admin', sessionId) }));
    expect(told.slice(1)).toEqual([[principalChanged.subject, { userId: user.id, sessionId }]]);
  });

  it('may have gone untold while the bus was away: everybody is told to forget', () => {
    const told: unknown[] = [];
    let reconnect = (): void => undefined;
    announcePrincipalChanges(recordingBus(told, undefined, (listener) => (reconnect = listener)));
    reconnect();
    expect(told).toEqual([[principalChanged.subject, { userId: null, sessionId: null }]]);
  });

  it('is carried out although nobody can be told', async () => {
    const observer = announcePrincipalChanges(recordingBus([], new Error('no bus')));
    const { users, projector } = installation.startProcess({ observer });
    const { user } = await users.signUp.execute(account('Ada'), call());
    expect(
      await users.resolvePrincipal.execute({ userId: user.id, sessionId: null, sessionStamp: null }),
    ).toMatchObject({
      role: 'admin',
    });
    expect(projector.status.state).not.toBe('retrying');
  });
});
