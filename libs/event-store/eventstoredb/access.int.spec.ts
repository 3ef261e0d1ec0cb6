import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { EventStore } from '@reeve/event-store';
import { EventStoreRefusedError } from '@reeve/event-store';
import {
  append,
  aStream,
  aTemporaryFolder,
  collect,
  events,
  FollowedSubscription,
  rejectionOf,
} from '@reeve/event-store/testing';
import { selfSignedCertificate } from '@reeve/outbound/testing/certificate';
import type { Certificate } from '@reeve/outbound/testing/certificate';
import type { EventStoreDBDouble } from '@reeve/testing/eventstoredb';
import { beforeAll, describe, expect, it } from 'vitest';

import { aDouble, aStore } from './testing/given.js';

const CREDENTIALS = { username: 'reeve', password: 'p@ss:w/rd' };
const USER_INFO = 'reeve:p%40ss%3Aw%2Frd@';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await selfSignedCertificate('127.0.0.1');
});

/** How everything that can be asked of a store is answered. */
function refusals(store: EventStore): Promise<unknown[]> {
  const questions = [
    append(store, aStream(), events(1), 'new'),
    append(store, aStream(), events(1), 'existing'),
    collect(store.readStream(aStream())),
    collect(store.readAll()),
    store.head(),
    new FollowedSubscription(store, { after: 'start' }).next(),
  ];
  return Promise.all(questions.map(rejectionOf));
}

async function url(server: EventStoreDBDouble, userInfo = ''): Promise<string> {
  const file = join(await aTemporaryFolder(), 'ca.pem');
  await writeFile(file, certificate.cert);
  return `${server.url.replace('esdb://', `esdb://${userInfo}`)}&tlsCAFile=${encodeURIComponent(file)}`;
}

describe.each(['batch', 'single'] as const)(
  'EventStoreDB with TLS and a password, by %s calls',
  (appendCall) => {
    it('serves whoever has both', async () => {
      const server = await aDouble({ tls: certificate, credentials: CREDENTIALS });
      const store = aStore({ url: await url(server, USER_INFO), appendCall });
      const stream = aStream();
      const toAppend = events(3);
      await append(store, stream, toAppend, 'new');
      expect(await collect(store.readStream(stream))).toMatchObject(toAppend);
      const subscription = new FollowedSubscription(store, { after: 'start' });
      expect(await subscription.untilCaughtUp()).toMatchObject(toAppend);
      await subscription.stop();
    });

    it.each([
      ['a wrong password', 'reeve:wrong@'],
      ['no password', ''],
    ])('refuses %s by the name of the setting, at once', async (_, userInfo) => {
      const server = await aDouble({ tls: certificate, credentials: CREDENTIALS });
      const store = aStore({ url: await url(server, userInfo), appendCall });
      for (const error of await refusals(store)) {
        expect(error).toBeInstanceOf(EventStoreRefusedError);
        expect(String(error)).toContain('REEVE_EVENT_STORE_URL');
      }
    });

    it('is refused by whoever does not trust its certificate', async () => {
      const server = await aDouble({ tls: certificate });
      const store = aStore({ url: server.url, appendCall });
      for (const error of await refusals(store)) {
        expect(error).toBeInstanceOf(EventStoreRefusedError);
        expect(String(error)).toContain('tlsCAFile');
      }
    });

    it('is refused as a server without TLS, which should have it', async () => {
      const server = await aDouble();
      const store = aStore({ url: server.url.replace('tls=false', 'tls=true'), appendCall });
      for (const error of await refusals(store)) {
        expect(error).toBeInstanceOf(EventStoreRefusedError);
      }
    });
  },
);
