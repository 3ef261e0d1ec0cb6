import { DataKeyStoreRefusedError } from '@reeve/sealing';
import type { WrappedKey } from '@reeve/sealing';
import type { StreamMessage } from './key-stream.js';

/** All that is kept of one subject, in one message, so that it changes as a whole. */
export type KeyRecord = LivingRecord | ErasedRecord;

export interface LivingRecord {
  readonly subject: string;
  /** In the order of adding. */
  readonly keys: readonly KeptKey[];
}

export interface ErasedRecord {
  readonly subject: string;
  /** The ids of the keys there were: what is sealed under them is known to be erased, and not taken for forged. */
  readonly erased: readonly string[];
}

export interface KeptKey {
  readonly id: string;
  /** Base64. */
  readonly wrapped: string;
  readonly createdAt: string;
  /** Grows with every key that is added, whatever subject it is of; stays when the key is wrapped anew. */
  readonly order: number;
}

/** @throws DataKeyStoreRefusedError when it is something else. */
export function recordFrom({ value, sequence }: StreamMessage): KeyRecord {
  if (isRecord(value)) return value;
  throw new DataKeyStoreRefusedError(
    `Message ${sequence} of the key store is no record of keys: restore it from a backup`,
  );
}

export function toWrappedKey(subject: string, { id, wrapped, createdAt }: KeptKey): WrappedKey {
  return { id, subject, wrapped: Buffer.from(wrapped, 'base64'), createdAt };
}

export function toKeptKey({ id, wrapped, createdAt }: WrappedKey, order: number): KeptKey {
  return { id, wrapped: wrapped.toString('base64'), createdAt, order };
}

function isRecord(value: unknown): value is KeyRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'subject' in value &&
    typeof value.subject === 'string' &&
    (('keys' in value && Array.isArray(value.keys)) || ('erased' in value && Array.isArray(value.erased)))
  );
}
