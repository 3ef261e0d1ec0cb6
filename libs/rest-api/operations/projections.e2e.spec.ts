import { errors, projectionRpc } from '@reeve/contracts';
import type { ProjectionStatus } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';

const PROJECTIONS = '/api/v1/operations/projections';
const LIVE: ProjectionStatus = {
  state: 'live',
  reason: null,
  rebuilding: false,
  position: '0000000000000007',
  behind_seconds: 0,
  requested: null,
  process: 'config@host:1',
};

let sample: SampleApp;
beforeEach(async () => {
  sample = await startSampleApp();
});
afterEach(() => sample.app.close());

async function ask(method: 'GET' | 'POST', url: string, role: 'admin' | 'user' | null = 'admin') {
  const headers = role === null ? {} : sample.bearer(sample.bus.person(role));
  return await sample.app.inject({ method, url, headers });
}

describe('The projections', () => {
  it('are told of all contexts, those that do not answer too', async () => {
    sample.bus.handle(projectionRpc('config').status.subject, () => LIVE);
    sample.bus.handle(projectionRpc('billing').status.subject, () => LIVE);
    sample.bus.handle(projectionRpc('audit').status.subject, () => ({
      ...LIVE,
      state: 'poisoned',
      reason: 'x',
    }));
    sample.bus.handle(projectionRpc('users').status.subject, () => {
      throw errors.unavailable('users service');
    });

    const answer = await ask('GET', PROJECTIONS);

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      items: [
        { name: 'config', ...LIVE },
        { name: 'users', state: 'unreachable', reason: expect.stringContaining('users service') as string },
        { name: 'billing', ...LIVE },
        { name: 'audit', state: 'poisoned', reason: 'x' },
      ],
    });
  });

  it.each(['resume', 'rebuild'])('are asked to %s in the context that has them', async (mending) => {
    const { subject } = projectionRpc('users').mend;
    sample.bus.handle(subject, () => ({}));

    const answer = await ask('POST', `${PROJECTIONS}/users/${mending}`);

    expect([answer.statusCode, answer.json()]).toEqual([200, { name: 'users', requested: mending }]);
    const sent = sample.bus.asked.filter((request) => request.subject === subject);
    expect(sent.map(({ payload }) => payload)).toEqual([{ mending }]);
  });

  it('that do not exist are refused', async () => {
    const answer = await ask('POST', `${PROJECTIONS}/plans/rebuild`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      detail: 'name: Input should be config, users, billing, or audit',
      extra: { errors: [{ loc: ['path', 'name'], type: 'enum' }] },
    });
  });

  it.each([
    ['GET', PROJECTIONS],
    ['POST', `${PROJECTIONS}/users/rebuild`],
    ['POST', `${PROJECTIONS}/users/resume`],
  ] as const)('are for administrators alone: %s %s', async (method, url) => {
    expect((await ask(method, url, 'user')).statusCode).toBe(403);
    expect((await ask(method, url, null)).statusCode).toBe(401);
  });
});
