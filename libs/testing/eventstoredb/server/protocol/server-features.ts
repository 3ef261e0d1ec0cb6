import features from '@eventstore/db-client/generated/serverfeatures_pb.js';

import { answerOnce } from './answer-once.js';
import type { Calls } from './calls.js';

/** Of which the recording is that the double is tested against. */
const VERSION = '24.6.0';
const STREAMS = 'event_store.client.streams.streams';

const METHODS: readonly (readonly [service: string, method: string, ...features: string[]])[] = [
  [STREAMS, 'append'],
  [STREAMS, 'batchappend', 'deadline_duration'],
  [STREAMS, 'delete'],
  [STREAMS, 'read', 'position', 'events'],
  [STREAMS, 'tombstone'],
  ['event_store.client.gossip.gossip', 'read'],
];

/** What the client asks first: whether it may append in batches. */
export function handleSupportedMethods(calls: Calls) {
  return answerOnce(() => {
    calls.assertAvailable();
    const methods = METHODS.map(([service, method, ...supported]) =>
      new features.SupportedMethod().setServiceName(service).setMethodName(method).setFeaturesList(supported),
    );
    return new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods);
  });
}
