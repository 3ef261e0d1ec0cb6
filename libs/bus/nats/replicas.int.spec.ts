import { call } from '@reeve/bus/testing';
import { broadcast, command, query } from '@reeve/contracts';
import { startNatsServer } from '@reeve/testing/nats';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aGate } from './testing/gate.js';
import { aCaller, aService } from './testing/processes.js';

const announced = broadcast<number>('reeve.bus-test.announced');

describeWithPart('nats-server', 'Replicas on NATS', () => {
  let nats: TestServer;
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(() => nats.stop());

  it('share the requests: each is carried out once', async () => {
    const change = command<number, string>('reeve.bus-test.change');
    const carriedOut: number[] = [];
    const by = (replica: string) => ({
      [change.subject]: (n: number) => {
        carriedOut.push(n);
        return replica;
      },
    });
    await aService(nats.url, by('first'));
    await aService(nats.url, by('second'));
    const { client } = await aCaller(nats.url);
    const numbers = Array.from({ length: 500 }, (_, n) => n);
    const replicas = await Promise.all(numbers.map((n) => client.request(change, n, call())));
    expect(carriedOut.toSorted((a, b) => a - b)).toEqual(numbers);
    expect(new Set(replicas)).toEqual(new Set(['first', 'second']));
  });

  it('each hear every broadcast', async () => {
    const heard: Record<string, number[]> = { first: [], second: [] };
    for (const replica of ['first', 'second']) {
      await aService(nats.url, {}, { [announced.subject]: (n: number) => heard[replica]?.push(n) });
    }
    const { client } = await aCaller(nats.url);
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    for (const n of numbers) await client.broadcast(announced, n);
    await expect.poll(() => heard).toEqual({ first: numbers, second: numbers });
  });

  it('leave no caller without its answer when one of them closes under load', async () => {
    const work = query<number, number>('reeve.bus-test.work');
    // Some that take a while, so that there is always something that was taken and is not finished.
    const handlers = {
      [work.subject]: (n: number) =>
        n % 10 === 0 ? new Promise((resolve) => setTimeout(resolve, 20, n)) : n,
    };
    const leaving = await aService(nats.url, handlers);
    await aService(nats.url, handlers);
    const { client } = await aCaller(nats.url);

    let answered = 0;
    let closed: Promise<void> | undefined;
    const callers = Array.from({ length: 32 }, async (_, caller) => {
      for (let n = 0; n < 200; n++) {
        expect(await client.request(work, caller * 1_000 + n, call())).toBe(caller * 1_000 + n);
        answered += 1;
        if (answered === 2_000) closed = leaving.server.close().then(() => leaving.link.close());
      }
    });
    await Promise.all(callers);
    await closed;
    expect(answered).toBe(32 * 200);
  });

  it('answer what they have taken before the last of them is gone, and then there is 503 at once', async () => {
    const slow = query<null, string>('reeve.bus-test.slow');
    const release = aGate<string>();
    const taken = aGate<undefined>();
    const { server, link } = await aService(nats.url, {
      [slow.subject]: () => {
        taken.open(undefined);
        return release.opened;
      },
    });
    const { client } = await aCaller(nats.url);
    const answer = client.request(slow, null, call());
    await taken.opened;
    const closed = server.close();
    await expect
      .poll(() =>
        client.request(slow, null, call({ deadline: Date.now() + 500 })).catch((error: unknown) => error),
      )
      .toMatchObject({ code: 'UNAVAILABLE', status: 503, extra: { retry_after: 2 } });
    release.open('done');
    await closed;
    await link.close();
    expect(await answer).toBe('done');
  });
});
