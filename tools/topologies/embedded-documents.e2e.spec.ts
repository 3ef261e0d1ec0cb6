import { SERVICES } from '@reeve/standalone';
import { describeReeve } from '@reeve/testing/end-to-end';
import { FEWER } from './fewer.js';
import { topologyOf } from './topology.js';

describeReeve(
  'Reeve with its log in EventStoreDB and embedded documents',
  topologyOf({ processes: [SERVICES], servers: ['eventstoredb'] }),
  FEWER,
);
