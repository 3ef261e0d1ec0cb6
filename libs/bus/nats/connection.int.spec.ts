import { call } from '@reeve/bus/testing';
import { broadcast, command, query } from '@reeve/contracts';
import { NatsClient, NatsLink } from '@reeve/bus/nats';
import { startNatsServer } from '@reeve/testing/nats';
import { freePort } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { aGate } from './testing/gate.js';
import { aCaller, aService } from './testing/processes.js';

const echo = query<unknown, unknown>('reeve.bus-test.echo');
const ask = query<unknown, unknown>('reeve.bus-test.ask');
const change = command<unknown, unknown>('reeve.bus-test.change');
const announced = broadcast<number>('reeve.bus-test.announced');

const ECHO = { [echo.subject]: (payload: unknown) => payload };
const never = () => new Promise(() => undefined);
/** Two pings unanswered, two seconds apart, and the third that finds it out; with room for a busy machine. */
const FROZEN_FOUND_OUT_MS = 12_000;

describeWithPart('nats-server', 'A link to NATS', () => {
  let nats: TestServer;
  beforeEach(async () => {
    nats = await startNatsServer();
  });
  afterEach(() => nats.stop());

  const failureOf = (request: Promise<unknown>) =>
    request.then(
      () => undefined,
      (error: unknown) => error,
    );

  /** A signal takes its time to arrive. */
  const untilFrozen = (link: NatsLink) =>
    expect.poll(() => failureOf(link.check()).then(String), { timeout: 5_000 }).toContain('does not answer');

  it('is opened before there is a server, and serves once there is one', async () => {
    await nats.kill();
    const { link, client } = await aCaller(nats.url);
    await aService(nats.url, ECHO);
    await expect(link.check()).rejects.toThrow(
      /^NATS at 127\.0\.0\.1:\d+ cannot be reached \(CONNECTION_REFUSED\)$/,
    );
    expect(await failureOf(client.request(echo, 1, call()))).toMatchObject({ code: 'UNAVAILABLE' });
    await client.broadcast(announced, 1);

    await nats.restart();
    await expect.poll(() => failureOf(link.check()), { timeout: 5_000 }).toBeUndefined();
    await expect
      .poll(() => client.request(echo, 1, call()).catch(() => 'not yet'), { timeout: 5_000 })
      .toBe(1);
  });

  it('refuses requests at once while the server is away, and does not send them later', async () => {
    const done: unknown[] = [];
    await aService(nats.url, { [change.subject]: (payload: unknown) => done.push(payload), ...ECHO });
    const { link, client } = await aCaller(nats.url);
    await nats.kill();
    await expect.poll(() => link.connection).toBeUndefined();
    const began = performance.now();
    for (let n = 0; n < 100; n++) {
      expect(await failureOf(client.request(change, n, call()))).toMatchObject({
        code: 'UNAVAILABLE',
        status: 503,
        extra: { retry_after: 2 },
      });
    }
    expect(performance.now() - began).toBeLessThan(1_000);
    await nats.restart();
    await expect
      .poll(() => client.request(echo, 'back', call()).catch(() => 'not yet'), { timeout: 5_000 })
      .toBe('back');
    expect(done).toEqual([]);
  });

  it('says of what was under way when the server died what is known of it', async () => {
    await aService(nats.url, { [ask.subject]: never, [change.subject]: never });
    const { client } = await aCaller(nats.url);
    const asked = failureOf(client.request(ask, null, call({ deadline: Date.now() + 60_000 })));
    const changed = failureOf(client.request(change, null, call({ deadline: Date.now() + 60_000 })));
    await nats.kill();
    expect(await asked).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(await changed).toMatchObject({ code: 'OUTCOME-UNKNOWN', status: 503, extra: { retry_after: 2 } });
  });

  it('answers over the connection that there is when the work is done', async () => {
    const release = aGate<string>();
    const taken = aGate<undefined>();
    const { link } = await aService(nats.url, {
      [ask.subject]: () => {
        taken.open(undefined);
        return release.opened;
      },
    });
    const { client } = await aCaller(nats.url);
    const answer = client.request(ask, null, call());
    await taken.opened;
    const back = new Promise<void>((resolve) => link.onReconnect(resolve));
    await link.connection?.close();
    await back;
    release.open('done');
    expect(await answer).toBe('done');
  });

  it('tells of every connection that follows another, so that what was missed can be made up for', async () => {
    const heard: number[] = [];
    const { link, server } = await aService(
      nats.url,
      {},
      { [announced.subject]: (n: number) => heard.push(n) },
    );
    const statuses: string[] = [];
    server.status.subscribe((status) => statuses.push(status));
    const caller = await aCaller(nats.url);
    let lost = 0;
    let reconnected = 0;
    link.onLost(() => (lost += 1));
    link.onReconnect(() => (reconnected += 1));
    for (const round of [1, 2, 3]) {
      await nats.restart();
      await expect.poll(() => [lost, reconnected], { timeout: 5_000 }).toEqual([round, round]);
      await expect.poll(() => failureOf(caller.link.check()), { timeout: 5_000 }).toBeUndefined();
      await caller.client.broadcast(announced, round);
      await expect.poll(() => heard.at(-1)).toBe(round);
    }
    expect(heard).toEqual([1, 2, 3]);
    const once = ['disconnected', 'connected'];
    expect(statuses).toEqual(['connected', ...once, ...once, ...once]);
  });

  it('is let go of when the server is frozen, also with more on the way than buffers hold', async () => {
    await aService(nats.url, { [change.subject]: never, ...ECHO });
    const { link, client } = await aCaller(nats.url);
    await nats.freeze();
    await untilFrozen(link);
    const began = performance.now();
    const large = 'x'.repeat(500_000);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () =>
        failureOf(client.request(change, large, call({ deadline: Date.now() + 60_000 }))),
      ),
    );
    expect(performance.now() - began).toBeLessThan(FROZEN_FOUND_OUT_MS);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 'OUTCOME-UNKNOWN' });
    expect(await failureOf(client.request(echo, 1, call()))).toMatchObject({ code: 'UNAVAILABLE' });

    nats.thaw();
    await expect
      .poll(() => client.request(echo, 1, call()).catch(() => 'not yet'), { timeout: 10_000 })
      .toBe(1);
  });

  it('waits two seconds for a server that is frozen from the beginning, and no longer', async () => {
    const before = await aCaller(nats.url);
    await nats.freeze();
    await untilFrozen(before.link);
    const began = performance.now();
    const { link } = await aCaller(nats.url);
    expect(performance.now() - began).toBeLessThan(4_000);
    await expect(link.check()).rejects.toThrow('cannot be reached');
    nats.thaw();
    await expect.poll(() => failureOf(link.check()), { timeout: 10_000 }).toBeUndefined();
  });

  it('takes another server of the cluster when the first is not there', async () => {
    const { host } = new URL(nats.url);
    const link = await NatsLink.open({
      url: `nats://127.0.0.1:${await freePort()},${host}`,
      service: 'caller',
    });
    onTestFinished(() => link.close());
    await link.check();
  });

  it('closes while it is still looking for the server, and twice', async () => {
    await nats.kill();
    const link = await NatsLink.open({ url: nats.url, service: 'caller' });
    await link.close();
    await link.close();
    await expect(new NatsClient(link).request(echo, 1, call())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('asks for replies in inboxes of its service alone', async () => {
    const { link } = await aCaller(nats.url);
    const inbox = aGate<string | undefined>();
    const service = await aService(nats.url, {});
    service.link.subscribe('reeve.bus-test.inbox', 'reeve.bus-test', ({ reply }) => inbox.open(reply));
    await service.link.flush();
    const client = new NatsClient(link);
    const asked = failureOf(client.request(query('reeve.bus-test.inbox'), null, call()));
    expect(await inbox.opened).toMatch(/^_INBOX\.caller\.\w+\.1$/);
    await client.close();
    expect(await asked).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
