import { randomBytes } from 'node:crypto';
import { CannotStart } from './cannot-start.js';

/**
 * The key that all services seal with. What stand-ins keep is gone with them, and so may be the key to it; what is kept at a
 * given URL stays.
 *
 * @throws CannotStart when something would stay that nobody could read any more.
 */
export function masterKeyFor(given: Readonly<Record<string, string | undefined>>): string {
  const isGiven = (name: string) => (given[name] ?? '') !== '';
  const keepsEvents = isGiven('REEVE_EVENT_STORE_URL');
  const keepsKeys = isGiven('REEVE_BUS_URL') || isGiven('REEVE_KEY_STORE_URL');
  if (keepsEvents && !keepsKeys) {
    throw new CannotStart(
      'Set REEVE_BUS_URL too: the events at REEVE_EVENT_STORE_URL stay, and the keys to them would be gone with a stand-in for NATS.',
    );
  }
  if (isGiven('REEVE_MASTER_KEY')) return given['REEVE_MASTER_KEY'] ?? '';
  if (keepsEvents || keepsKeys) {
    throw new CannotStart(
      'Set REEVE_MASTER_KEY: what is kept at the given URLs can only be read with the key it was written with. ' +
        'Make one with "openssl rand -hex 32".',
    );
  }
  return randomBytes(32).toString('hex');
}
