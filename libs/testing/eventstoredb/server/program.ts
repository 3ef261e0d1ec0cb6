import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server } from '@grpc/grpc-js';
import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';

import { takeControlIn } from '../control.js';
import type { DoubleSettings } from '../double-options.js';
import { Connections } from './connections.js';
import { FaultSwitchboard } from './fault-switchboard.js';
import { writeFirstRecords } from './log/first-records.js';
import { Journal } from './log/journal.js';
import { TransactionLog } from './log/transaction-log.js';
import { handleAppend } from './protocol/append.js';
import { Appender } from './protocol/appender.js';
import { handleBatchAppend } from './protocol/batch-append.js';
import { BatchAppender } from './protocol/batch-appender.js';
import { Calls } from './protocol/calls.js';
import { handleDelete, handleTombstone } from './protocol/delete.js';
import { handleGossip } from './protocol/gossip.js';
import { MAX_MESSAGE_BYTES } from './protocol/limits.js';
import { handleRead, READ } from './protocol/read.js';
import { unavailable } from './protocol/rpc-errors.js';
import { handleSupportedMethods } from './protocol/server-features.js';

await serve(JSON.parse(process.argv[2] ?? '{}') as DoubleSettings);

async function serve({ port, folder, dataFolder, credentials, tls }: DoubleSettings): Promise<void> {
  const log = await TransactionLog.open(new Journal(await openStore(dataFolder)));
  await writeFirstRecords(log);
  const faults = new FaultSwitchboard();
  const connections = new Connections();
  const calls = new Calls(faults, credentials);
  const appender = new Appender(log, faults, connections);
  const batches = new BatchAppender(appender, faults);
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  server.addService(
    { ...streams.StreamsService, read: READ },
    {
      read: handleRead(log, faults, calls),
      append: handleAppend(appender, calls),
      batchAppend: handleBatchAppend(batches, calls),
      delete: handleDelete(log, calls),
      tombstone: handleTombstone(log, calls),
    },
  );
  server.addService(features.ServerFeaturesService, { getSupportedMethods: handleSupportedMethods(calls) });
  server.addService(gossip.GossipService, { read: handleGossip(port, calls, faults) });
  await takeControlIn(folder, (command) => {
    if (command.kind === 'cut connections') {
      connections.cutAll();
    } else {
      faults.set(command.switches);
      if (command.switches.unavailable === true) calls.endAll(unavailable());
    }
  });
  await connections.listen(port, server, tls);
  console.log(`EventStoreDB double listens on 127.0.0.1:${port}`);
}

async function openStore(dataFolder: string | undefined): Promise<EventStore> {
  if (dataFolder === undefined) return openMemoryEventStore();
  await mkdir(dataFolder, { recursive: true });
  return openSqliteEventStore({ path: join(dataFolder, 'eventstoredb.db') });
}
