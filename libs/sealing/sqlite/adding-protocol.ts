import type { WrappedKey } from '@reeve/sealing';
import type { StoreFailure } from './store-failure.js';

/** A key without its Buffer: that is a view of many others' bytes, and all of them would be copied with it. */
export interface SentKey extends Omit<WrappedKey, 'wrapped'> {
  /** Base64. */
  readonly wrapped: string;
}

/** One transaction; `close`: no request follows. */
export type AddingRequest =
  | {
      readonly kind: 'add';
      readonly additions: readonly { readonly key: SentKey; readonly only: 'if-first' | 'always' }[];
    }
  | { readonly kind: 'close' };

/** One to each `add`, in order. For each key `added`, or what its subject has instead. */
export type AddingReply =
  | { readonly kind: 'done'; readonly outcomes: readonly ('added' | 'erased' | SentKey)[] }
  | { readonly kind: 'failed'; readonly failure: StoreFailure };

export const toSent = ({ id, subject, wrapped, createdAt }: WrappedKey): SentKey => ({
  id,
  subject,
  wrapped: wrapped.toString('base64'),
  createdAt,
});

export const fromSent = ({ id, subject, wrapped, createdAt }: SentKey): WrappedKey => ({
  id,
  subject,
  wrapped: Buffer.from(wrapped, 'base64'),
  createdAt,
});
