import { eventStoreContract, eventStoresAgree, openMemoryHarness } from '@reeve/event-store/testing';

import { openEventStoreDBHarness } from './testing/harness.js';

eventStoreContract('EventStoreDB by BatchAppend', openEventStoreDBHarness('batch'));
eventStoreContract('EventStoreDB by Append', openEventStoreDBHarness('single'));
eventStoresAgree('EventStoreDB and memory', openEventStoreDBHarness('batch'), openMemoryHarness);
