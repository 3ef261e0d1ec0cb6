import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import { isBcryptHash, matchesBcrypt } from './bcrypt-hashes.js';
import type { HashingReply, HashingWork } from './hashing-protocol.js';

/** A tenth of what others get of a processor that both want, other processes too; all of one that nobody wants. */
const NICENESS = 10;

/** The thread that hashes: whatever else the process does comes first. */
function serve(port: MessagePort): void {
  // Linux alone has a priority for each thread; elsewhere this one would be the whole process's.
  if (process.platform === 'linux') setPriority(0, NICENESS);
  port.on('message', (work: HashingWork) => port.postMessage(replyTo(work)));
}

function replyTo(work: HashingWork): HashingReply {
  try {
    return { kind: 'done', answer: answerTo(work) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function answerTo(work: HashingWork): string | boolean {
  switch (work.kind) {
    case 'hash': {
      const { memoryKib, passes } = work.cost;
      return hashSync(work.password, { memoryCost: memoryKib, timeCost: passes, parallelism: 1 });
    }
    case 'matches':
      return isBcryptHash(work.passwordHash)
        ? matchesBcrypt(work.password, work.passwordHash)
        : verifySync(work.passwordHash, work.password);
  }
}

if (parentPort === null) throw new Error('This module is started as a worker thread');
serve(parentPort);
