import type { BusClient } from '@reeve/bus';
import type { CallContext, Principal, Role } from '@reeve/contracts';
import { ANONYMOUS } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { PrincipalCache } from './principal-cache.js';

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

/** A cache, and the questions it has asked, to be answered in any order. */
function cacheWithQuestions() {
  const questions: { answer: (role: Role) => void; refuse: (error: Error) => void }[] = [];
  let reconnect = (): void => undefined;
  const bus = {
    onReconnect: (listener: () => void) => {
      reconnect = listener;
    },
    request: (_rpc: unknown, { userId, sessionId }: { userId: string; sessionId: string }) =>
      new Promise<Principal>((resolve, reject) => {
        questions.push({
          answer: (role) => resolve({ kind: 'user', id: userId, role, sessionId, authMethod: 'session' }),
          refuse: reject,
        });
      }),
  } as unknown as BusClient;
  return { cache: new PrincipalCache(bus), questions, reconnect: () => reconnect() };
}

const session = (userId: string, sessionId: string | null, sessionStamp: string | null = null) => ({
  userId,
  sessionId,
  sessionStamp,
});

/** Lets what is ready to run, run. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Principals', () => {
  it('are asked for once by all who want them at the same time', async () => {
    const { cache, questions } = cacheWithQuestions();
    const wanted = [cache.resolve(session('u', 's'), CALL), cache.resolve(session('u', 's'), CALL)];
    await turn();
    expect(questions).toHaveLength(1);
    questions[0]?.answer('admin');
    expect((await Promise.all(wanted)).map(({ role }) => role)).toEqual(['admin', 'admin']);
    expect(cache.known(session('u', 's'))?.role).toBe('admin');
    expect(cache.known(session('u', 'other'))).toBeUndefined();
  });

  it('are not kept when they were forgotten while they were asked for', async () => {
    const { cache, questions } = cacheWithQuestions();
    const old = cache.resolve(session('u', 's'), CALL);
    await turn();
    cache.forget('u', null);
    const fresh = cache.resolve(session('u', 's'), CALL);
    await turn();
    expect(questions).toHaveLength(2);
    questions[1]?.answer('user');
    expect((await fresh).role).toBe('user');
    questions[0]?.answer('admin');
    await old;
    expect(cache.known(session('u', 's'))?.role).toBe('user');
  });

  it('are forgotten by session, or for a person as a whole', async () => {
    const { cache, questions } = cacheWithQuestions();
    for (const [user, id] of [
      ['u', 'a'],
      ['u', 'b'],
      ['u', null],
      ['user2', 'a'],
    ] as const) {
      const wanted = cache.resolve(session(user, id), CALL);
      await turn();
      questions.at(-1)?.answer('user');
      await wanted;
    }
    cache.forget('u', 'a');
    expect([cache.known(session('u', 'a')), cache.known(session('u', 'b'))?.id]).toEqual([undefined, 'u']);
    cache.forget('u', null);
    expect([cache.known(session('u', 'b')), cache.known(session('u', null))]).toEqual([undefined, undefined]);
    expect(cache.known(session('user2', 'a'))?.id).toBe('user2');
  });

  it('are not those of another stamp, and are forgotten with it', async () => {
    const { cache, questions } = cacheWithQuestions();
    for (const stamp of ['old', 'new']) {
      const wanted = cache.resolve(session('u', 's', stamp), CALL);
      await turn();
      questions.at(-1)?.answer(stamp === 'old' ? 'user' : 'admin');
      await wanted;
    }
    expect(questions).toHaveLength(2);
    expect(cache.known(session('u', 's', 'old'))?.role).toBe('user');
    expect(cache.known(session('u', 's'))).toBeUndefined();
    cache.forget('u', 's');
    expect(cache.known(session('u', 's', 'new'))).toBeUndefined();
  });

  it('are all forgotten when the bus was away: a change may have gone unheard', async () => {
    const { cache, questions, reconnect } = cacheWithQuestions();
    const wanted = cache.resolve(session('u', 'a'), CALL);
    const underWay = cache.resolve(session('u', 'b'), CALL);
    await turn();
    questions[0]?.answer('admin');
    await wanted;
    reconnect();
    questions[1]?.answer('admin');
    await underWay;
    expect([cache.known(session('u', 'a')), cache.known(session('u', 'b'))]).toEqual([undefined, undefined]);
  });

  it('are asked for again after a failure', async () => {
    const { cache, questions } = cacheWithQuestions();
    const failed = cache.resolve(session('u', 's'), CALL);
    await turn();
    questions[0]?.refuse(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const again = cache.resolve(session('u', 's'), CALL);
    await turn();
    questions[1]?.answer('user');
    expect((await again).role).toBe('user');
  });
});
