import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusRefusedError } from '@reeve/bus';
import { describe, expect, it, onTestFinished } from 'vitest';
import { natsOptionsFrom } from './nats-options.js';

const from = (url: string) => natsOptionsFrom({ url, service: 'users' });

describe('The URL of NATS', () => {
  it.each<[string, object]>([
    ['nats://nats.example', { servers: ['nats.example:4222'] }],
    ['nats://nats.example:4333/', { servers: ['nats.example:4333'] }],
    ['nats://[::1]:4222', { servers: ['[::1]:4222'] }],
    [
      'tls://a.example:1,b.example,c.example:3',
      { servers: ['a.example:1', 'b.example:4222', 'c.example:3'] },
    ],
    ['nats://a.example:80', { servers: ['a.example:80'] }],
    ['nats://users:secret@nats.example', { user: 'users', pass: 'secret' }],
    ['nats://us%40ers:sec%3Aret%2C@a,b', { user: 'us@ers', pass: 'sec:ret,', servers: ['a:4222', 'b:4222'] }],
    ['nats://users:@nats.example', { user: 'users', pass: '' }],
    ['nats://token%2B@nats.example', { token: 'token+' }],
    ['tls://nats.example', { tls: {} }],
  ])('%s', (url, options) => {
    expect(from(url)).toMatchObject(options);
  });

  it('asks for TLS only with tls://', () => {
    expect(from('nats://nats.example')).not.toHaveProperty('tls');
  });

  it('gives the process its own inboxes', () => {
    expect(from('nats://nats.example')).toMatchObject({ name: 'users', inboxPrefix: '_INBOX.users' });
  });

  it.each([
    '',
    'nats.example',
    'http://nats.example',
    'nats://',
    'nats://:4222',
    'nats://a b',
    'nats://a,,b',
    'nats://a:x',
  ])('%j is refused', (url) => {
    expect(() => from(url)).toThrow(BusRefusedError);
    expect(() => from(url)).toThrow('REEVE_BUS_URL');
  });

  it('is refused without showing what it holds', () => {
    expect(() => from('nats://users:hunter2%@nats.example')).toThrow(/^(?!.*hunter2)/);
  });
});

describe('A file to sign in to NATS with', () => {
  it.each([
    ['credentialsFile', 'REEVE_NATS_CREDENTIALS_FILE'],
    ['nkeyFile', 'REEVE_NATS_NKEY_FILE'],
    ['caFile', 'REEVE_NATS_CA_FILE'],
    ['certificateFile', 'REEVE_NATS_CERT_FILE'],
    ['keyFile', 'REEVE_NATS_KEY_FILE'],
  ])('%s that cannot be read is refused, naming %s', (file, setting) => {
    const access = { url: 'nats://nats.example', service: 'users', [file]: '/nowhere/at-all' };
    expect(() => natsOptionsFrom(access)).toThrow(BusRefusedError);
    expect(() => natsOptionsFrom(access)).toThrow(`${setting} names /nowhere/at-all`);
  });

  it.each(['credentialsFile', 'nkeyFile'])('%s that holds something else is refused', async (file) => {
    const folder = await mkdtemp(join(tmpdir(), 'reeve-nats-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'file');
    await writeFile(path, 'something else entirely');
    const access = { url: 'nats://nats.example', service: 'users', [file]: path };
    expect(() => natsOptionsFrom(access)).toThrow(BusRefusedError);
    expect(() => natsOptionsFrom(access)).not.toThrow('something else');
  });
});
