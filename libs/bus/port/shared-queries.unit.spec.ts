import { setImmediate as nextTurn } from 'node:timers/promises';
import { SharedQueries } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { call } from '@reeve/bus/testing';
import { ANONYMOUS, command, errors, query, sharedQuery } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';

interface Question {
  readonly section: string;
  readonly reveal?: boolean;
}
const read = sharedQuery<Question, number>('reeve.bus-test.read', ({ reveal }) => reveal !== true);
const find = query<Question, number>('reeve.bus-test.find');
const change = command<Question, number>('reeve.bus-test.change');

/** Answers with the number of requests it has had. */
class CountingBus implements BusClient {
  readonly asked: { readonly subject: string; readonly payload: unknown; readonly context: CallContext }[] =
    [];
  failure: Error | undefined;

  request = (rpc: { readonly subject: string }, payload: unknown, context: CallContext) => {
    this.asked.push({ subject: rpc.subject, payload, context });
    return this.failure === undefined
      ? Promise.resolve(this.asked.length as never)
      : Promise.reject(this.failure);
  };
  broadcast = () => Promise.resolve();
  onReconnect = () => undefined;
  close = () => Promise.resolve();
}

function shared() {
  const bus = new CountingBus();
  return { bus, queries: new SharedQueries(bus) };
}

const connections = { section: 'connections' };

describe('Those who ask the same in one turn', () => {
  it('are answered together', async () => {
    const { bus, queries } = shared();
    const answers = [1, 2, 3].map(() => queries.request(read, { ...connections }, call()));
    expect(await Promise.all(answers)).toEqual([1, 1, 1]);
    expect(bus.asked).toHaveLength(1);
  });

  it('are refused together', async () => {
    const { bus, queries } = shared();
    bus.failure = errors.unavailable('config service');
    const answers = [1, 2].map(() => queries.request(read, connections, call()));
    const refused = { status: 'rejected', reason: { code: 'UNAVAILABLE' } };
    expect(await Promise.allSettled(answers)).toMatchObject([refused, refused]);
  });

  it('get an answer that was asked for after all of them had asked', async () => {
    const { bus, queries } = shared();
    const first = queries.request(read, connections, call());
    await Promise.resolve();
    expect(bus.asked).toHaveLength(0);
    const second = queries.request(read, connections, call());
    expect(await Promise.all([first, second])).toEqual([1, 1]);
  });
});

describe('An answer is not shared', () => {
  it('with whoever asks when the question is on its way', async () => {
    const { queries } = shared();
    const first = queries.request(read, connections, call());
    await nextTurn();
    expect(await Promise.all([first, queries.request(read, connections, call())])).toEqual([1, 2]);
  });

  const own = { rpc: read, payload: connections as Question, context: call() };

  it.each([
    ['another question', { ...own, payload: { section: 'banners' } }],
    ['other rights', { ...own, context: call({ principal: ANONYMOUS }) }],
    ['another time to wait', { ...own, context: call({ deadline: Date.now() + 60_000 }) }],
    ['a query that is not declared to be shared', { ...own, rpc: find }],
    ['a command', { ...own, rpc: change }],
  ])('with %s', async (_what, { rpc, payload, context }) => {
    const { bus, queries } = shared();
    await Promise.all([
      queries.request(own.rpc, own.payload, own.context),
      queries.request(rpc, payload, context),
    ]);
    expect(bus.asked).toHaveLength(2);
    expect(bus.asked).toContainEqual({ subject: rpc.subject, payload, context });
  });

  it('when each question leaves a trace of its own', async () => {
    const { bus, queries } = shared();
    const reveal = { ...connections, reveal: true };
    await Promise.all([1, 2].map(() => queries.request(read, reveal, call())));
    expect(bus.asked).toHaveLength(2);
  });
});
