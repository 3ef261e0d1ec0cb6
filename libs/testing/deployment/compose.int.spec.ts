import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { audit } from '@reeve/audit-service';
import { billing } from '@reeve/billing-service';
import { config } from '@reeve/config-service';
import { gateway } from '@reeve/gateway';
import { loadSettings } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import { users } from '@reeve/users-service';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readComposeFile, readEnvFile, variablesOf } from './compose-file.js';
import type { ComposeService } from './compose-file.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FILE = join(ROOT, 'docker-compose.yml');
const SERVICES = [gateway, config, users, billing, audit];
const text = await readFile(FILE, 'utf8');
const example = readEnvFile(await readFile(join(ROOT, '.env.example'), 'utf8'));
const secrets = Object.keys(example).filter((name) => example[name] === '');
const filled = { ...example, ...Object.fromEntries(secrets.map((name) => [name, 'ab'.repeat(32)])) };
const compose = readComposeFile(text, filled);
const all = Object.entries(compose.services);

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`There is no service ${name}`);
  return found;
}

/** What is wrong by the schema of the Compose specification, and by the rules of dclint that are more than style. */
function errorsIn(file: string): readonly string[] {
  // Its declarations cannot be resolved from a module.
  const program = join(
    dirname(createRequire(import.meta.url).resolve('dclint/package.json')),
    'bin/dclint.cjs',
  );
  const { stdout } = spawnSync(process.execPath, [program, '--formatter', 'json', file], {
    encoding: 'utf8',
  });
  return (JSON.parse(stdout) as readonly LintResult[])
    .flatMap(({ messages }) => messages)
    .filter(({ type }) => type === 'error')
    .map(({ rule, line, message }) => `${line}: ${rule}: ${message}`);
}

interface LintResult {
  readonly messages: readonly {
    readonly type: 'error' | 'warning';
    readonly rule: string;
    readonly line: number;
    readonly message: string;
  }[];
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('docker-compose.yml', () => {
  it('keeps to the Compose specification', () => {
    expect(errorsIn(FILE)).toEqual([]);
  });

  it('would be found out if it did not', async () => {
    const broken = join(await aFolder(), 'docker-compose.yml');
    await writeFile(broken, text.replace('restart: unless-stopped', 'restarts: unless-stopped'));
    expect(errorsIn(broken)).toEqual([expect.stringContaining('invalid-schema')]);
  });

  it('takes from its environment what .env.example names, and nothing else', () => {
    expect([...variablesOf(text)].sort()).toEqual(Object.keys(example).sort());
  });

  it.each(secrets)('does not start without %s', (name) => {
    expect(() => readComposeFile(text, { ...filled, [name]: '' })).toThrow(`${name} has to be set in .env`);
  });

  it('has a default for everything that is no secret', () => {
    const onlySecrets = Object.fromEntries(Object.entries(filled).filter(([name]) => secrets.includes(name)));
    expect(readComposeFile(text, onlySecrets)).toEqual(compose);
  });

  it('names versions of images, and builds one for every app', async () => {
    const built = all.filter(([, { build }]) => build !== undefined);
    for (const [, { image }] of all.filter(([, { build }]) => build === undefined)) {
      expect(image).toMatch(/^[\w/-]+:\d+\.\d+\.\d+(?:-\w+)*$/);
    }
    const apps = await readdir(join(ROOT, 'apps'));
    expect(built.map(([, { build }]) => build?.args['APP']).sort()).toEqual(
      apps.filter((app) => app !== 'standalone').sort(),
    );
  });

  it('lets nothing be reached from outside but the gateway, on loopback', () => {
    const published = all.flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, ...port })));
    expect(published).toEqual([{ name: 'gateway', host_ip: '127.0.0.1', published: '8080', target: 8080 }]);
    expect(compose.networks['backplane']?.internal).toBe(true);
    const outside = all.filter(([, { networks }]) => networks?.includes('edge'));
    expect(outside.map(([name]) => name)).toEqual(['gateway', 'config']);
  });

  it.each(all)('gives %s no rights that it does not need, and a bound', (_, { cap_drop, ...rest }) => {
    expect(cap_drop).toEqual(['ALL']);
    expect(rest.security_opt).toContain('no-new-privileges:true');
    expect(rest.mem_limit).toMatch(/^\d+[mg]$/);
    if (rest.build !== undefined) expect(rest.read_only).toBe(true);
  });

  it('starts a node of EventStoreDB again, however it has ended', () => {
    expect(service('eventstoredb').restart).toBe('always');
  });

  it('waits for what can tell that it is healthy, and for what ends by itself', () => {
    for (const [name, { depends_on = {} }] of all) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const { restart, healthcheck, build } = service(needed);
        const expected = restart === undefined ? 'service_completed_successfully' : 'service_healthy';
        expect([name, needed, condition]).toEqual([name, needed, expected]);
        // The image of a service has a health check of its own.
        if (restart !== undefined) expect(healthcheck ?? build).toBeDefined();
      }
    }
  });
});

describe.each(SERVICES.map((each) => [each.name, each] as const))(
  'The %s of docker-compose.yml',
  (name, { parts }) => {
    const URLS = {
      'event store': 'eventStoreUrl',
      'document store': 'documentStoreUrl',
      'rate limiter': 'rateLimitUrl',
    } as const satisfies Record<string, keyof Settings>;
    const settings = loadSettings(service(name).environment ?? {});

    it('knows the servers that it needs, and no others', () => {
      const known = (Object.keys(URLS) as (keyof typeof URLS)[]).filter(
        (part) => settings[URLS[part]] !== null,
      );
      expect(known).toEqual(Object.keys(URLS).filter((part) => (parts as readonly string[]).includes(part)));
    });

    it('speaks to NATS in its own name', () => {
      expect(new URL(settings.busUrl ?? '').username).toBe(name);
      expect(service('nats').environment).toHaveProperty(`NATS_${name.toUpperCase()}_PASSWORD`);
    });
  },
);

describe('tools/new-env.mjs', () => {
  const TOOL = join(ROOT, 'tools/new-env.mjs');

  it('gives every secret a value of its own, once', async () => {
    const folder = await aFolder();
    await copyFile(join(ROOT, '.env.example'), join(folder, '.env.example'));
    await promisify(execFile)(process.execPath, [TOOL], { cwd: folder });
    const made = await readFile(join(folder, '.env'), 'utf8');
    const values = secrets.map((name) => readEnvFile(made)[name]);
    for (const value of values) expect(value).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(values).size).toBe(secrets.length);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);

    await expect(promisify(execFile)(process.execPath, [TOOL], { cwd: folder })).rejects.toThrow(
      'there already',
    );
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe(made);
  });
});
