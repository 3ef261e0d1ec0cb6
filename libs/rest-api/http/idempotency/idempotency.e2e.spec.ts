import { randomUUID } from 'node:crypto';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSampleApp } from '../testing/start-sample-app.js';
import type { SampleApp } from '../testing/start-sample-app.js';
import { KEPT_ANSWERS, KeptAnswers } from './kept-answers.js';

let sample: SampleApp;
let admin: { authorization: string };
beforeAll(async () => {
  sample = await startSampleApp();
  admin = sample.bearer(sample.bus.person('admin'));
});
afterAll(() => sample.app.close());

interface Request {
  readonly key: string;
  readonly payload?: object;
  readonly headers?: Record<string, string>;
  readonly url?: string;
  readonly method?: 'PUT' | 'POST' | 'DELETE';
}

function send(
  { key, payload, headers = admin, url = '/sample/write', method = 'PUT' }: Request,
  { app } = sample,
) {
  return app.inject({
    method,
    url,
    headers: { ...headers, 'idempotency-key': key },
    ...(payload === undefined ? {} : { payload }),
  });
}

describe('A request with an Idempotency-Key', () => {
  it('is carried out once, and answered the same the second time', async () => {
    const key = randomUUID();
    const first = await send({ key, payload: { a: 1 } });
    const second = await send({ key, payload: { a: 1 } });
    expect(first.statusCode).toBe(200);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(second.body).toBe(first.body);
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'content-type': first.headers['content-type'],
    });
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  it('is 422 when the key was used with another body, query or route', async () => {
    const key = randomUUID();
    await send({ key, payload: { a: 1 } });
    for (const other of [{ payload: { a: 2 } }, {}, { payload: { a: 1 }, url: '/sample/write?x=1' }]) {
      const answer = await send({ key, ...other });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ extra: { code: 'IDEMPOTENCY-KEY-REUSED' } });
    }
    expect((await send({ key, payload: { a: 1 } })).headers).toHaveProperty('idempotency-replayed');
  });

  it('is another command for another person', async () => {
    const key = randomUUID();
    const mine = await send({ key });
    const other = await send({ key, headers: sample.bearer(sample.bus.person('admin')) });
    expect(other.headers).not.toHaveProperty('idempotency-replayed');
    expect(other.json<{ commandId: string }>().commandId).not.toBe(
      mine.json<{ commandId: string }>().commandId,
    );
  });

  it('is asked who it is before it is answered again', async () => {
    const key = randomUUID();
    await send({ key });
    expect((await send({ key, headers: {} })).statusCode).toBe(401);
  });

  it('gets its cookie again', async () => {
    const request = { key: randomUUID(), url: '/sample/sign-in', method: 'POST', headers: {} } as const;
    const first = await send(request);
    const second = await send(request);
    expect(first.headers['set-cookie']).toContain('token=');
    expect(second.headers['set-cookie']).toBe(first.headers['set-cookie']);
    expect(second.body).toBe(first.body);
  });

  it('is carried out again after a failure', async () => {
    const before = sample.sample.runs;
    const request = { key: randomUUID(), url: '/sample/bug', method: 'DELETE' } as const;
    expect([(await send(request)).statusCode, (await send(request)).statusCode]).toEqual([500, 500]);
    expect(sample.sample.runs).toBe(before + 2);
  });

  it('of nobody is not kept when it is refused', async () => {
    const request = {
      key: randomUUID(),
      url: '/sample/body',
      method: 'POST',
      headers: {},
      payload: {},
    } as const;
    await send(request);
    const again = await send(request);
    expect(again.statusCode).toBe(422);
    expect(again.headers).not.toHaveProperty('idempotency-replayed');
  });

  it.each(['', 'x'.repeat(256), 'a\u00e9', 'tab\there'])('is 400 with the key %j', async (key) => {
    const answer = await send({ key });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ extra: { code: 'IDEMPOTENCY-KEY-MALFORMED' } });
  });

  it('means nothing on a read', async () => {
    const headers = { ...admin, 'idempotency-key': '' };
    expect((await sample.app.inject({ url: '/sample/config', headers })).statusCode).toBe(200);
  });

  it('gives the same command to the services at every attempt', async () => {
    const key = randomUUID();
    const [one, two] = await Promise.all([send({ key }), send({ key })]);
    const command = ({ json }: typeof one) => json<{ commandId: string; commandHash: string }>();
    expect(command(one).commandId).toBe(command(two).commandId);
    expect(command(one).commandHash).toMatch(/^[\da-f]{16}$/);
  });

  it('is recognised after a restart', async () => {
    const key = randomUUID();
    const documents = openMemoryDocumentStore([KEPT_ANSWERS]);
    const keys = createMemoryDataKeyStore();
    const before = await startSampleApp({ documents, keys });
    const person = before.bus.person('admin');
    const first = await send({ key, headers: before.bearer(person) }, before);
    const after = await startSampleApp({ documents, keys });
    after.bus.person('admin', person.id, person.sessionId);
    const second = await send({ key, headers: after.bearer(person) }, after);
    expect(second.headers).toHaveProperty('idempotency-replayed');
    expect(second.body).toBe(first.body);
    await Promise.all([before.app.close(), after.app.close()]);
  });

  it('leaves nothing in the store that could be read', async () => {
    const answer = await send({ key: randomUUID(), url: '/sample/sign-in', method: 'POST', headers: {} });
    const { token } = answer.json<{ readonly token: string }>();
    const [header = ''] = token.split('.');
    expect(header.length).toBeGreaterThan(10);
    const records = await sample.documents.collection(KEPT_ANSWERS).find({ limit: 1000 });
    expect(records.length).toBeGreaterThan(0);
    const kept = JSON.stringify(records);
    // Long enough not to be met in what is sealed by chance.
    for (const readable of [header, 'profile_image_url', '"token', 'content-type'])
      expect(kept).not.toContain(readable);
  });

  it('is served when the store is away', async () => {
    const { documents } = sample;
    const away = () => Promise.reject(new Error('the store is away'));
    const collection = vi.spyOn(documents.collection(KEPT_ANSWERS), 'get').mockImplementation(away);
    const write = vi.spyOn(documents, 'write').mockImplementation(away);
    expect((await send({ key: randomUUID() })).statusCode).toBe(200);
    expect(sample.log.join('')).toContain('could not be kept');
    collection.mockRestore();
    write.mockRestore();
  });

  it('is forgotten after 24 hours', async () => {
    const key = randomUUID();
    await send({ key });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3_600_000 + 1000 });
    try {
      await sample.app.get(KeptAnswers, { strict: false }).cleanUp();
      expect(await sample.documents.collection(KEPT_ANSWERS).count()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
    expect((await send({ key })).headers).not.toHaveProperty('idempotency-replayed');
  });
});
