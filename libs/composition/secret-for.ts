import { hkdfSync } from 'node:crypto';

/**
 * A key for one purpose alone, HKDF-SHA256 of the master key: what it protects outlives a restart, and holds in every
 * process, without another secret to keep.
 */
export function secretFor(masterKey: Buffer, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', purpose, 32)).toString('base64url');
}
