import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';

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
export const handleSupportedMethods: handleUnaryCall<shared.Empty, features.SupportedMethods> = (
  _call,
  answer,
) => {
  const methods = METHODS.map(([service, method, ...supported]) =>
    new features.SupportedMethod().setServiceName(service).setMethodName(method).setFeaturesList(supported),
  );
  answer(null, new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods));
};
