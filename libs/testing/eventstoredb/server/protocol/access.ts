import type { Metadata } from '@grpc/grpc-js';

import type { Credentials } from '../../double-options.js';

/** `anonymous`: says nothing of who it is; `unknown`: what it says is wrong. */
export type Access = 'granted' | 'anonymous' | 'unknown';

export function accessOf(required: Credentials | undefined, metadata: Metadata): Access {
  if (required === undefined) return 'granted';
  const [given] = metadata.get('authorization');
  if (given === undefined) return 'anonymous';
  const { username, password } = required;
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return given === expected ? 'granted' : 'unknown';
}
