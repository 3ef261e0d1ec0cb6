import type { AuditVerificationPart } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';
import { AuditVerificationController } from './audit-verification.controller.js';

const URL = '/api/v1/admin/audit/verification';
const PART: AuditVerificationPart = {
  checked: 2,
  next: '7',
  differences: [{ kind: 'changed', id: 'e1', position: '6', fields: ['action'] }],
};

let sample: SampleApp;
beforeEach(async () => {
  sample = await startSampleApp({ controllers: [AuditVerificationController] });
  sample.bus.handle('reeve.audit.verify', () => PART);
});
afterEach(() => sample.app.close());

async function get(query = '', role: 'admin' | 'user' = 'admin') {
  const headers = sample.bearer(sample.bus.person(role));
  return await sample.app.inject({ method: 'GET', url: `${URL}${query}`, headers });
}

describe('the verification of the audit log', () => {
  it.each([
    ['', { limit: 2_000 }],
    ['?after=5&limit=5000', { after: '5', limit: 5_000 }],
  ])('compares the part that is asked for: %s', async (query, asked) => {
    const response = await get(query);
    expect([response.statusCode, response.json()]).toEqual([200, PART]);
    expect(response.headers['cache-control']).toBe('no-store');
    const [{ payload } = { payload: null }] = sample.bus.asked.filter(
      ({ subject }) => subject === 'reeve.audit.verify',
    );
    expect(JSON.parse(JSON.stringify(payload))).toEqual(asked);
  });

  it.each(['?limit=0', '?limit=5001', '?after='])('refuses %s', async (query) => {
    expect((await get(query)).statusCode).toBe(422);
  });

  it('is for those who may read the audit log', async () => {
    expect((await get('', 'user')).statusCode).toBe(403);
  });
});
