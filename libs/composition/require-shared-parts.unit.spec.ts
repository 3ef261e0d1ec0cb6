import { loadSettings, SettingsError } from '@reeve/platform';
import { describe, expect, it } from 'vitest';
import { requireSharedParts } from './require-shared-parts.js';
import type { Service } from './service.js';

const KEY = { REEVE_MASTER_KEY: '5'.repeat(64) };
const users: Service = {
  name: 'users',
  parts: ['event store', 'document store', 'key store'],
  collections: [],
  modules: () => [],
};
const gateway: Service = {
  ...users,
  name: 'gateway',
  parts: ['document store', 'key store', 'rate limiter'],
};

function problemsOf(services: readonly Service[], environment: Readonly<Record<string, string>>) {
  try {
    requireSharedParts(services, loadSettings(environment));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('A service that runs by itself', () => {
  it('is told every URL that it lacks', () => {
    expect(problemsOf([users], {})).toEqual([
      'REEVE_BUS_URL must be set: the users service shares the bus with others.',
      'REEVE_EVENT_STORE_URL must be set: the users service shares the event store with others.',
      'REEVE_DOCUMENT_STORE_URL must be set: the users service shares the document store with others.',
      'REEVE_KEY_STORE_URL must be set: the users service shares the key store with others.',
    ]);
  });

  it('finds the keys where the bus is, needs no part that it does not use, and may count for itself', () => {
    const shared = {
      ...KEY,
      REEVE_BUS_URL: 'nats://nats',
      REEVE_DOCUMENT_STORE_URL: 'mongodb://mongo/reeve',
    };
    expect(problemsOf([gateway], shared)).toEqual([]);
  });
});

it('Services that run together need nothing in common with others', () => {
  expect(problemsOf([gateway, users], {})).toEqual([]);
});
