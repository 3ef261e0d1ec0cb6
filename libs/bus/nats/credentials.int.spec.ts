import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { BusRefusedError } from '@reeve/bus';
import { NatsLink } from '@reeve/bus/nats';
import type { NatsAccess } from '@reeve/bus/nats';
import { startNatsServer } from '@reeve/testing/nats';
import type { NatsServerOptions } from '@reeve/testing/nats';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { anAuthority } from './testing/authority.js';
import type { Authority, SignedCertificate } from './testing/authority.js';
import { keyPairs, seedText } from './testing/key-pairs.js';
import { operatorMode } from './testing/operator-mode.js';

type Files = Omit<NatsAccess, 'url' | 'service'>;

describeWithPart('nats-server', 'Signing in to NATS', () => {
  let folder: string;
  const said: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-nats-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    said.length = 0;
    const say = (message: string) => void said.push(message);
    Logger.overrideLogger({ log: say, warn: say, error: say });
  });
  afterEach(() => Logger.overrideLogger(false));

  const aServer = async (options: NatsServerOptions): Promise<TestServer> => {
    const server = await startNatsServer(options);
    onTestFinished(() => server.stop());
    return server;
  };

  const open = async (server: TestServer, credentials: string, files: Files = {}): Promise<NatsLink> => {
    const url = new URL(server.url);
    const link = await NatsLink.open({
      url: `${url.protocol}//${credentials}${url.host}`,
      service: 'test',
      ...files,
    });
    onTestFinished(() => link.close());
    return link;
  };

  const expectRefused = async (opened: Promise<NatsLink>) => {
    const error: unknown = await opened.then(
      () => 'it was let in',
      (refusal: unknown) => refusal,
    );
    expect(error).toBeInstanceOf(BusRefusedError);
    expect((error as Error).message).toContain('REEVE_BUS_URL');
    expect((error as Error).message).not.toContain('secret');
  };

  const file = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  it('with a user and a password, which may be made of anything', async () => {
    const password = 'se:cr@t/?#%,secret';
    const server = await aServer({
      config: `authorization { user: "us:er", password: "${password}" }`,
    });
    await (await open(server, `us%3Aer:${encodeURIComponent(password)}@`)).check();
    await expectRefused(open(server, 'us%3Aer:secret@'));
    await expectRefused(open(server, ''));
  });

  it('with a token', async () => {
    const server = await aServer({ config: 'authorization { token: "s3cr@t" }' });
    await (await open(server, 's3cr%40t@')).check();
    await expectRefused(open(server, 'secret@'));
  });

  it('with an nkey', async () => {
    const [known, unknown] = [keyPairs.createUser(), keyPairs.createUser()];
    const server = await aServer({ config: `authorization { users: [{ nkey: ${known.getPublicKey()} }] }` });
    await (await open(server, '', { nkeyFile: await file('known.nk', `${seedText(known)}\n`) })).check();
    await expectRefused(open(server, '', { nkeyFile: await file('unknown.nk', seedText(unknown)) }));
  });

  it('with a file of credentials, which may be replaced by another', async () => {
    const mode = operatorMode();
    const server = await aServer({ config: mode.config });
    const credentialsFile = await file('user.creds', mode.newUser());
    const link = await open(server, '', { credentialsFile });
    await link.check();
    await expectRefused(
      open(server, '', { credentialsFile: await file('stranger.creds', operatorMode().newUser()) }),
    );

    // Half written: what was read last still does.
    await writeFile(credentialsFile, '-----BEGIN NATS USER JWT-----\n');
    await server.restart();
    await expect.poll(() => isConnected(link), { timeout: 5_000 }).toBe(true);
    await writeFile(credentialsFile, mode.newUser());
    await server.restart();
    await expect.poll(() => isConnected(link), { timeout: 5_000 }).toBe(true);
  });

  describe('over TLS', () => {
    let authority: Authority;
    let stranger: Authority;
    let ofServer: SignedCertificate;

    beforeAll(async () => {
      authority = await anAuthority(folder, 'ours');
      stranger = await anAuthority(folder, 'theirs');
      ofServer = await authority.sign('server', 'IP:127.0.0.1');
    });

    const tls = (more = '') =>
      `tls { cert_file: "${ofServer.certificateFile}", key_file: "${ofServer.keyFile}", ${more} }`;

    it('to a server that an authority of ours vouches for, and to no other', async () => {
      const server = await aServer({ scheme: 'tls', config: tls() });
      await (await open(server, '', { caFile: authority.caFile })).check();
      await expectRefused(open(server, '', { caFile: stranger.caFile }));
      await expectRefused(open(server, ''));
    });

    it('to a server whose certificate is for this address, and to no other', async () => {
      const elsewhere = await authority.sign('elsewhere', 'DNS:nats.example');
      const server = await aServer({
        scheme: 'tls',
        config: `tls { cert_file: "${elsewhere.certificateFile}", key_file: "${elsewhere.keyFile}" }`,
      });
      await expectRefused(open(server, '', { caFile: authority.caFile }));
    });

    it('never in clear when the URL or a file asks for TLS', async () => {
      const server = await aServer({ config: 'authorization { token: secret }' });
      const { host } = new URL(server.url);
      await expectRefused(NatsLink.open({ url: `tls://secret@${host}`, service: 'test' }));
      await expectRefused(open(server, 'secret@', { caFile: authority.caFile }));
    });

    it('showing a certificate of its own', async () => {
      const own = await authority.sign('test', 'DNS:test');
      const foreign = await stranger.sign('test', 'DNS:test');
      const server = await aServer({
        scheme: 'tls',
        config: tls(`ca_file: "${authority.caFile}", verify: true`),
      });
      const { caFile } = authority;
      await (await open(server, '', { caFile, ...own })).check();
      const unknown = await open(server, '', { caFile, ...foreign }).catch((error: unknown) => error);
      if (unknown instanceof NatsLink) await expect(unknown.check()).rejects.toThrow('NATS at');
      else expect(unknown).toBeInstanceOf(BusRefusedError);
    });
  });

  it('goes on trying when the server is reconfigured under it, and says so once', async () => {
    let password = 'secret';
    const server = await aServer({ config: () => `authorization { user: test, password: ${password} }` });
    const link = await open(server, 'test:secret@');
    said.length = 0;

    password = 'another';
    await server.restart();
    await expect.poll(() => link.check().catch(String), { timeout: 5_000 }).toContain('refuses this process');
    await expect(link.check()).rejects.toThrow('REEVE_BUS_URL');
    // More than one attempt, each refused.
    await expect
      .poll(() => server.said().match(/authentication error/g)?.length ?? 0, { timeout: 5_000 })
      .toBeGreaterThan(2);

    password = 'secret';
    await server.restart();
    await expect.poll(() => isConnected(link), { timeout: 5_000 }).toBe(true);
    expect(said.filter((line) => line.includes('refuses this process'))).toHaveLength(1);
    expect(said.at(-1)).toContain('is connected');
    expect(said.join()).not.toContain('secret');
  });
});

function isConnected(link: NatsLink): Promise<boolean> {
  return link.check().then(
    () => true,
    () => false,
  );
}
