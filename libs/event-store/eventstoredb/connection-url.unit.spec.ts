import { EventStoreRefusedError } from '@reeve/event-store';
import { aTemporaryFolder } from '@reeve/event-store/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { parseConnectionUrl } from './connection-url.js';

describe('The URL of EventStoreDB', () => {
  it.each([
    ['esdb://node', { endpoint: { address: 'node', port: 2113 } }],
    ['esdb://node:4000/', { endpoint: { address: 'node', port: 4000 } }],
    ['esdb://[::1]:4000?tls=false', { endpoint: { address: '[::1]', port: 4000 } }],
    [
      'esdb://a:1,b,c:3/?nodePreference=readOnlyReplica',
      {
        endpoints: [
          { address: 'a', port: 1 },
          { address: 'b', port: 2113 },
          { address: 'c', port: 3 },
        ],
        nodePreference: 'read_only_replica',
      },
    ],
    ['esdb+discover://cluster.example', { discover: { address: 'cluster.example', port: 2113 } }],
  ])('%s says where the server is', (url, server) => {
    expect(parseConnectionUrl(url).server).toMatchObject(server);
  });

  it('has TLS unless it says otherwise', () => {
    expect(parseConnectionUrl('esdb://node').channel).toEqual({});
    expect(parseConnectionUrl('esdb://node?tls=false').channel).toEqual({ insecure: true });
  });

  it('names files of certificates', async () => {
    const file = join(await aTemporaryFolder(), 'a file.pem');
    await writeFile(file, 'PEM');
    const path = encodeURIComponent(file);
    const url = `esdb://node?tlsCAFile=${path}&userCertFile=${path}&userKeyFile=${path}`;
    const pem = Buffer.from('PEM');
    expect(parseConnectionUrl(url).channel).toEqual({
      rootCertificate: pem,
      userCertFile: pem,
      userKeyFile: pem,
    });
  });

  it.each([
    ['esdb://admin:changeit@node', 'admin', 'changeit'],
    ['esdb://admin:a:b%40c%2F@node', 'admin', 'a:b@c/'],
    ['esdb://admin:a@b@node', 'admin', 'a@b'],
    ['esdb://admin:@node', 'admin', ''],
  ])('%s has credentials', (url, username, password) => {
    expect(parseConnectionUrl(url).credentials).toEqual({ username, password });
  });

  it('takes the names of options in any case', () => {
    const { server } = parseConnectionUrl(
      'esdb://node?KEEPALIVEINTERVAL=20000&connectionname=a%20b&gossipTimeout=2',
    );
    expect(server).toMatchObject({ keepAliveInterval: 20_000, connectionName: 'a b', gossipTimeout: 2 });
  });

  it('notices a connection that is half there in less than a quarter of a minute', () => {
    expect(parseConnectionUrl('esdb://node').server).toMatchObject({
      keepAliveInterval: 10_000,
      keepAliveTimeout: 3_000,
    });
  });

  it.each([
    'hunter2',
    'mongodb://u:hunter2@node',
    'esdb://u:hunter2@',
    'esdb://u:hunter2@a,,b',
    'esdb://u:hunter2@node:port',
    'esdb://hunter2@node',
    'esdb://:hunter2@node',
    'esdb://u:%hunter2@node',
    'esdb+discover://u:hunter2@a,b',
    'esdb://u:hunter2@node?tls=maybe',
    'esdb://u:hunter2@node?keepAliveTimeout=soon',
    'esdb://u:hunter2@node?nodePreference=any',
    'esdb://u:hunter2@node?tlsVerifyCert=false',
    'esdb://u:hunter2@node?throwOnAppendFailure=false',
    'esdb://u:hunter2@node?shards=3',
    'esdb://u:hunter2@node?tlsCAFile=/nowhere/at/all',
    'esdb://u:hunter2@node?userKeyFile=/dev/null',
  ])('%s is refused by the name of its setting, and its password is not told', (url) => {
    let error: unknown;
    try {
      parseConnectionUrl(url);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EventStoreRefusedError);
    expect(String(error)).toContain('REEVE_EVENT_STORE_URL');
    expect(String(error)).not.toContain('hunter2');
  });
});
