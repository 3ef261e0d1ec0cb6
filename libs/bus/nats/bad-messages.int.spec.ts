import { CONTEXT_HEADER, decodeReply } from '@reeve/bus';
import { call } from '@reeve/bus/testing';
import { broadcast, command, query } from '@reeve/contracts';
import { startNatsServer } from '@reeve/testing/nats';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { connect } from 'nats';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { aCaller, aService } from './testing/processes.js';
import { aRawConnection } from './testing/raw-connection.js';

const echo = query<unknown, unknown>('reeve.bus-test.echo');
const change = command<unknown, unknown>('reeve.bus-test.change');
const announced = broadcast<{ readonly n: number }>('reeve.bus-test.announced');

const MAX_PAYLOAD = 64 * 1024;
const MESSAGES = 10_000;

describeWithPart('nats-server', 'What anybody may send over NATS', () => {
  let nats: TestServer;
  beforeAll(async () => {
    nats = await startNatsServer({ config: `max_payload: ${MAX_PAYLOAD}` });
  });
  afterAll(() => nats.stop());

  const aStranger = async (): Promise<NatsConnection> => {
    const connection = await connect({ servers: nats.url });
    onTestFinished(() => connection.close());
    return connection;
  };

  /** A service that counts what it was made to do. */
  const aCountingService = async () => {
    const done: string[] = [];
    const note = (what: string) => (payload: unknown) => {
      done.push(what);
      return payload;
    };
    const service = await aService(
      nats.url,
      { [echo.subject]: note('echo'), [change.subject]: note('change') },
      { [announced.subject]: ({ n }: { readonly n: number }) => void done.push(`announced ${n}`) },
    );
    return { ...service, done };
  };

  it.each([echo.subject, change.subject])(
    `refuses ${MESSAGES} malformed requests on %s one by one, and goes on`,
    async (subject) => {
      const { refused, done } = await aCountingService();
      const { client } = await aCaller(nats.url);
      const raw = await aRawConnection(nats.url);
      const stranger = await aStranger();
      const replies: string[] = [];
      stranger.subscribe('stranger.inbox', { callback: (_, reply) => replies.push(reply.string()) });
      await stranger.flush();

      for (let n = 0; n < MESSAGES; n++) {
        const { headers, body } = MALFORMED[n % MALFORMED.length] ?? { headers: '', body: '' };
        raw.publish(subject, 'stranger.inbox', headers, body);
        if (n % 100 === 0) await raw.flush();
      }
      await raw.flush();

      await expect.poll(() => replies.length, { timeout: 20_000 }).toBe(MESSAGES);
      for (const reply of replies) expect(() => decodeReply(reply)).toThrow('BUS-MESSAGE-INVALID');
      expect(refused).toEqual(Array.from({ length: MESSAGES }, () => [subject, 'malformed']));
      expect(done).toEqual([]);
      expect(await client.request(echo, 'still here', call())).toBe('still here');
    },
  );

  it(`refuses ${MESSAGES} malformed broadcasts, and hears the next that is none`, async () => {
    const { refused, done } = await aCountingService();
    const { client } = await aCaller(nats.url);
    const raw = await aRawConnection(nats.url);
    const bodies = ['', '{', 'nonsense', '\u0000', Buffer.from([0xff, 0xfe, 0x80]), '[1,', 'null', '7'];
    for (let n = 0; n < MESSAGES; n++) {
      raw.publish(announced.subject, '', 'böse: x\r\n', bodies[n % bodies.length] ?? '');
      if (n % 100 === 0) await raw.flush();
    }
    await raw.flush();
    await client.broadcast(announced, { n: 7 });
    await expect.poll(() => done.at(-1), { timeout: 20_000 }).toBe('announced 7');
    // A number is JSON, and has no `n`; null has not even properties.
    expect(done.filter((what) => what === 'announced undefined')).toHaveLength(MESSAGES / 8);
    const count = (reason: string) => refused.filter((refusal) => refusal[1] === reason).length;
    expect(count('broadcast-failed')).toBe(MESSAGES / 8);
    expect(count('malformed')).toBe((MESSAGES / 8) * 6);
  });

  it('does nothing for a request that says nowhere to send the answer', async () => {
    const { refused, done } = await aCountingService();
    const stranger = await aStranger();
    stranger.publish(change.subject, '"x"');
    await stranger.flush();
    await expect.poll(() => refused).toEqual([[change.subject, 'no-reply-subject']]);
    expect(done).toEqual([]);
  });

  it('begins nothing after its deadline', async () => {
    const { refused, done } = await aCountingService();
    const stranger = await aStranger();
    const raw = await aRawConnection(nats.url);
    const answer = new Promise<string>((resolve) => {
      stranger.subscribe('stranger.late', { callback: (_, reply) => resolve(reply.string()) });
    });
    await stranger.flush();
    const late = JSON.stringify(call({ userAgent: null, deadline: Date.now() - 1 }));
    raw.publish(change.subject, 'stranger.late', `${CONTEXT_HEADER}: ${late}\r\n`, '"late"');
    const reply = await answer;
    expect(() => decodeReply(reply)).toThrow('DEADLINE-EXCEEDED');
    expect(refused).toEqual([[change.subject, 'deadline-passed']]);
    expect(done).toEqual([]);
  });

  it('keeps a caller no longer than its deadline, whatever the answer is', async () => {
    const stranger = await aStranger();
    const { client } = await aCaller(nats.url);
    const answers = new Map<string, () => string | Buffer>([
      ['reeve.bus-test.empty', () => ''],
      ['reeve.bus-test.nonsense', () => 'nonsense'],
      ['reeve.bus-test.bytes', () => Buffer.from([0xff, 0x00])],
      ['reeve.bus-test.envelope', () => '{"error":{"code":1}}'],
    ]);
    for (const [subject, answer] of answers) {
      stranger.subscribe(subject, { callback: (_, request) => void request.respond(answer()) });
    }
    stranger.subscribe('reeve.bus-test.silent', { callback: () => undefined });
    await stranger.flush();
    for (const subject of answers.keys()) {
      await expect(client.request(query(subject), null, call())).rejects.toMatchObject({ code: 'INTERNAL' });
    }
    const began = performance.now();
    const silent = client.request(query('reeve.bus-test.silent'), null, call({ deadline: Date.now() + 100 }));
    await expect(silent).rejects.toMatchObject({ code: 'DEADLINE-EXCEEDED' });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('goes on reading when a malformed header arrives in the inbox', async () => {
    await aCountingService();
    const { client } = await aCaller(nats.url);
    const stranger = await aStranger();
    const raw = await aRawConnection(nats.url);
    const inbox = new Promise<string>((resolve) => {
      stranger.subscribe('reeve.bus-test.spoilt', { callback: (_, { reply = '' }) => resolve(reply) });
    });
    await stranger.flush();
    const spoilt = client.request(query('reeve.bus-test.spoilt'), null, call());
    raw.publish(await inbox, '', 'bö se: x\r\n', '');
    await expect(spoilt).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await client.request(echo, 'still here', call())).toBe('still here');
  });

  describe(`larger than the server takes (${MAX_PAYLOAD} bytes)`, () => {
    const large = 'x'.repeat(2 * 1024 * 1024);

    it('a request is refused by its sender, and nothing else happens', async () => {
      const { done } = await aCountingService();
      const { client, link } = await aCaller(nats.url);
      const { connection } = link;
      await expect(client.request(change, large, call())).rejects.toMatchObject({
        code: 'BUS-REQUEST-TOO-LARGE',
        status: 413,
        extra: { limit: MAX_PAYLOAD },
      });
      expect(done).toEqual([]);
      expect(await client.request(echo, 'still here', call())).toBe('still here');
      expect(link.connection).toBe(connection);
    });

    it('a broadcast is refused by its sender', async () => {
      const { client } = await aCaller(nats.url);
      await expect(client.broadcast(broadcast('reeve.bus-test.announced'), large)).rejects.toMatchObject({
        code: 'BUS-REQUEST-TOO-LARGE',
      });
    });

    it('an answer comes back as an error that says so, and is counted', async () => {
      const { link, refused } = await aService(nats.url, { 'reeve.bus-test.large': () => large });
      const { connection } = link;
      const { client } = await aCaller(nats.url);
      await expect(client.request(query('reeve.bus-test.large'), null, call())).rejects.toMatchObject({
        code: 'BUS-REPLY-TOO-LARGE',
        status: 500,
      });
      expect(refused).toEqual([['reeve.bus-test.large', 'reply-too-large']]);
      expect(link.connection).toBe(connection);
    });

    it('a body that the server has let through all the same is one like any other', async () => {
      const generous = await startNatsServer({ config: 'max_payload: 8MB' });
      onTestFinished(() => generous.stop());
      await aService(generous.url, { [echo.subject]: (payload: unknown) => payload });
      const { client } = await aCaller(generous.url);
      expect(await client.request(echo, large, call())).toBe(large);
    });
  });
});

const CONTEXT = `${CONTEXT_HEADER}: ${JSON.stringify(call({ userAgent: null }))}\r\n`;
const contextOf = (value: unknown) => `${CONTEXT_HEADER}: ${JSON.stringify(value)}\r\n`;

/** Every way to be no request that came to mind. */
const MALFORMED: readonly { readonly headers: string; readonly body: string | Buffer }[] = [
  { headers: '', body: '' },
  { headers: '', body: '{}' },
  { headers: CONTEXT, body: '' },
  { headers: CONTEXT, body: '{' },
  { headers: CONTEXT, body: 'undefined' },
  { headers: CONTEXT, body: '\u0000\u0001' },
  { headers: CONTEXT, body: Buffer.from([0xff, 0xfe, 0x80, 0x00]) },
  { headers: CONTEXT, body: '['.repeat(50_000) },
  { headers: `${CONTEXT_HEADER}: \r\n`, body: 'null' },
  { headers: `${CONTEXT_HEADER}: {\r\n`, body: 'null' },
  { headers: contextOf(null), body: 'null' },
  { headers: contextOf([]), body: 'null' },
  { headers: contextOf('text'), body: 'null' },
  { headers: contextOf({ ...call(), deadline: String(Date.now()) }), body: 'null' },
  { headers: `${CONTEXT_HEADER}: {"principal":{},"commandId":"x","deadline":1e999}\r\n`, body: 'null' },
  { headers: contextOf({ ...call(), principal: null }), body: 'null' },
  { headers: contextOf({ ...call(), commandId: 7 }), body: 'null' },
  // Names that the client refuses to read.
  { headers: 'bö se: x\r\n', body: 'null' },
  { headers: ': x\r\n', body: 'null' },
  { headers: '\u0000\u0007: x\r\n', body: 'null' },
  { headers: 'no colon at all\r\n', body: 'null' },
  // Nest's own envelope, and what its deserializer falls over.
  { headers: '', body: '{"pattern":"reeve.bus-test.echo","data":1,"id":"1"}' },
  { headers: '', body: 'not json' },
];
