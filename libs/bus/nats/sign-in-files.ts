import { readFileSync } from 'node:fs';
import { BusRefusedError } from '@reeve/bus';
import { credsAuthenticator, nkeyAuthenticator } from 'nats';
import type { Authenticator } from 'nats';

/**
 * Signs in with a `.creds` file, read again at every connection. One that is just being replaced must not keep the process from its
 * connection, and an authenticator that throws would end that: what was read last does until it can be read again.
 *
 * @throws BusRefusedError when it cannot be read now, or is something else.
 */
export function credentialsFile(path: string, setting: string): Authenticator {
  let content = credentialsIn(path, setting);
  return credsAuthenticator(() => {
    try {
      content = credentialsIn(path, setting);
    } catch {
      // Should the last ones be too old, the server says so.
    }
    return content;
  });
}

/**
 * Signs in with the seed of an nkey.
 *
 * @throws BusRefusedError when it cannot be read, or is something else.
 */
export function nkeyFile(path: string, setting: string): Authenticator {
  const authenticator = nkeyAuthenticator(new TextEncoder().encode(readText(path, setting).trim()));
  if (!works(authenticator))
    throw new BusRefusedError(`${setting} names ${path}, which is no seed of an nkey (SU…)`);
  return authenticator;
}

/** @throws BusRefusedError when it cannot be read. */
export function readText(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BusRefusedError(`${setting} names ${path}, which cannot be read: ${(error as Error).message}`);
  }
}

function credentialsIn(path: string, setting: string): Uint8Array {
  const content = new TextEncoder().encode(readText(path, setting));
  if (works(credsAuthenticator(content))) return content;
  throw new BusRefusedError(`${setting} names ${path}, which is no file of NATS credentials (.creds)`);
}

function works(authenticator: Authenticator): boolean {
  try {
    authenticator('nonce');
    return true;
  } catch {
    return false;
  }
}
