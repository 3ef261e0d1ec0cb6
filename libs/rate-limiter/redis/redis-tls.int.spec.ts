import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selfSignedCertificate } from '@reeve/outbound/testing/certificate';
import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import { openRedisRateLimiter } from '@reeve/rate-limiter/redis';
import { startRedisServer } from '@reeve/testing/redis';
import { describeWithPart } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** As an operator's process does: whom it trusts is settled when it starts. */
const REPLICA = `
  const { openRedisRateLimiter } = await import(${JSON.stringify(new URL('../dist/redis/index.js', import.meta.url).href)});
  const { createMemoryRateLimiter } = await import(${JSON.stringify(new URL('../dist/memory/index.js', import.meta.url).href)});
  const limiter = await openRedisRateLimiter({
    url: process.argv[1],
    fallback: createMemoryRateLimiter(),
    observer: { away: (reason) => console.log('away: ' + reason), back() {} },
  });
  const rule = { name: 'tls', limit: 1, windowSeconds: 60, bucketSeconds: 60 };
  console.log((await limiter.consume(rule, 'a')).allowed);
  await limiter.close();
`;

describeWithPart('redis-server', 'rate limiter in a Redis with TLS', () => {
  let server: TestServer;
  let folder: string;
  let authority: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-redis-tls-'));
    authority = join(folder, 'authority.pem');
    const certificate = await selfSignedCertificate('localhost');
    await writeFile(authority, certificate.cert);
    server = await startRedisServer({ password: 'secret', tls: certificate });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('shares the limit of processes that trust its certificate', async () => {
    const replica = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', REPLICA, server.url], {
        env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: authority },
      });
    expect((await replica()).stdout).toBe('true\n');
    expect((await replica()).stdout).toBe('false\n');
  });

  it('is away for a process that does not', async () => {
    const observer = { away: vi.fn(), back: vi.fn() };
    const fallback = createMemoryRateLimiter();
    const limiter = await openRedisRateLimiter({ url: server.url, fallback, observer });
    await limiter.close();
    expect(observer.away).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/self[- ]signed certificate/),
    );
  });
});
