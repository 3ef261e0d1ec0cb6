import { describe, expect, it } from 'vitest';
import { masterKeyFor } from './master-key.js';

describe('The master key of services under development', () => {
  it('is a new one while nothing stays', () => {
    expect(masterKeyFor({})).toMatch(/^[\da-f]{64}$/);
    expect(masterKeyFor({})).not.toBe(masterKeyFor({}));
    expect(masterKeyFor({ REEVE_DOCUMENT_STORE_URL: 'mongodb://mongo/reeve' })).toMatch(/^[\da-f]{64}$/);
  });

  it('has to be given where something stays that only it can read', () => {
    const given = { REEVE_BUS_URL: 'nats://nats', REEVE_EVENT_STORE_URL: 'esdb://node' };
    expect(() => masterKeyFor(given)).toThrow('Set REEVE_MASTER_KEY');
    expect(masterKeyFor({ ...given, REEVE_MASTER_KEY: '5'.repeat(64) })).toBe('5'.repeat(64));
  });

  it('is of no use where events stay and the keys to them go', () => {
    const given = { REEVE_EVENT_STORE_URL: 'esdb://node', REEVE_MASTER_KEY: '5'.repeat(64) };
    expect(() => masterKeyFor(given)).toThrow('Set REEVE_BUS_URL too');
  });
});
