import {
  eventStoreContract,
  eventStoresAgree,
  openMemoryHarness,
  openSqliteHarness,
} from '@reeve/event-store/testing';

eventStoreContract('sqlite', openSqliteHarness);
eventStoresAgree('sqlite and memory', openSqliteHarness, openMemoryHarness);
