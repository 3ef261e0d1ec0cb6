import { randomUUID } from 'node:crypto';

import { METADATA_TYPE, metastreamOf } from './stream-metadata.js';
import type { TransactionLog } from './transaction-log.js';

/** 30 days. */
const SCAVENGE_HISTORY_SECONDS = 2_592_000;

/** What an empty server writes by itself when it starts: how long it keeps the history of its scavenges. */
export async function writeFirstRecords(log: TransactionLog): Promise<void> {
  if (log.length > 0) return;
  const metadata = {
    id: randomUUID(),
    type: METADATA_TYPE,
    contentType: 'application/json',
    data: Buffer.from(JSON.stringify({ $maxAge: SCAVENGE_HISTORY_SECONDS })),
    metadata: new Uint8Array(),
  };
  await log.append(metastreamOf('$scavenges'), [metadata], 'no stream');
}
