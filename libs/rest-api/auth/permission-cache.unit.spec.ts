import type { BusClient } from '@reeve/bus';
import { ANONYMOUS } from '@reeve/contracts';
import type { CallContext, PermissionTree } from '@reeve/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { PermissionCache } from './permission-cache.js';

const CALL: CallContext = {
  principal: ANONYMOUS,
  requestId: 'r',
  commandId: 'c',
  commandHash: null,
  deadline: Number.MAX_SAFE_INTEGER,
  ip: null,
  userAgent: null,
  traceparent: null,
};

/** Answers by hand, in the order in which it was asked. */
class Users {
  readonly asked: { answer(tree: PermissionTree): void; fail(error: Error): void }[] = [];
  reconnect = (): void => undefined;

  readonly bus = {
    onReconnect: (listener: () => void) => (this.reconnect = listener),
    request: () => new Promise((resolve, reject) => this.asked.push({ answer: resolve, fail: reject })),
  } as unknown as BusClient;
}

const MAY = { features: { api_keys: true, notes: false } };
const MAY_NOT = { features: { api_keys: false } };
let users: Users;
let cache: PermissionCache;
beforeEach(() => {
  users = new Users();
  cache = new PermissionCache(users.bus);
});
const holds = () => cache.holds('ada', 'features.api_keys', CALL);

describe('Permissions', () => {
  it('are asked for once, by however many requests', async () => {
    const together = [holds(), holds(), cache.holds('ada', 'features.notes', CALL)];
    users.asked[0]?.answer(MAY);
    expect(await Promise.all(together)).toEqual([true, true, false]);
    expect(await holds()).toBe(true);
    expect(users.asked).toHaveLength(1);
  });

  it.each([
    ['the person’s', () => cache.forget('ada')],
    ['everybody’s', () => cache.forgetAll()],
    ['those that may have gone unheard', () => users.reconnect()],
  ])('that changed hold from the next request on: %s', async (_whose, forget) => {
    const before = holds();
    users.asked[0]?.answer(MAY);
    expect(await before).toBe(true);
    forget();
    const after = holds();
    users.asked[1]?.answer(MAY_NOT);
    expect(await after).toBe(false);
  });

  it('that changed while they were asked for are not kept', async () => {
    const before = holds();
    cache.forget('ada');
    const after = holds();
    users.asked[1]?.answer(MAY_NOT);
    users.asked[0]?.answer(MAY);
    expect([await before, await after, await holds()]).toEqual([true, false, false]);
  });

  it('that could not be had are asked for again', async () => {
    const failed = holds();
    users.asked[0]?.fail(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const again = holds();
    users.asked[1]?.answer(MAY);
    expect(await again).toBe(true);
  });
});
