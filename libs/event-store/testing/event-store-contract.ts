import { afterAll, beforeAll, describe } from 'vitest';

import { appendFeatures } from './append.features.js';
import { appendRuleFeatures } from './append-rules.features.js';
import { concurrencyFeatures } from './concurrency.features.js';
import type { EventStoreHarness, OpenHarness } from './event-store-harness.js';
import { failureFeatures } from './failure.features.js';
import { readAllFeatures } from './read-all.features.js';
import { readStreamFeatures } from './read-stream.features.js';
import { repetitionFeatures } from './repetition.features.js';
import { subscriptionFeatures } from './subscription.features.js';
import { subscriptionFailureFeatures } from './subscription-failure.features.js';

/** Gives the tests of a suite the harness that is open while they run. */
export type CurrentHarness = () => EventStoreHarness;

/**
 * What the port promises, asked of one adapter. Every test keeps to streams of its own, so that one log, one server, may
 * serve them all, other users beside them; and it waits for messages, never for time.
 */
export function eventStoreContract(adapter: string, open: OpenHarness): void {
  describe(`event store contract: ${adapter}`, () => {
    let harness: EventStoreHarness;
    const current: CurrentHarness = () => harness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.dispose());

    describe('1 append', () => appendFeatures(current));
    describe('2 rules of an append', () => appendRuleFeatures(current));
    describe('3 repeated append', () => repetitionFeatures(current));
    describe('4 concurrent appends', () => concurrencyFeatures(current));
    describe('5 read a stream', () => readStreamFeatures(current));
    describe('6 read the log', () => readAllFeatures(current));
    describe('7 catch-up subscription', () => subscriptionFeatures(current));
    describe('8 catch-up subscription, interrupted', () => subscriptionFailureFeatures(current));
    describe('9 failure', () => failureFeatures(current));
  });
}
