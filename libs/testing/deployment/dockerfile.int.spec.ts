import { chown, chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd, startServer } from '../faults/index.js';
import { buildWithoutDocker } from './build-without-docker.js';
import type { Image } from './build-without-docker.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Anybody who is not root, and owns nothing here. */
const SOMEBODY = process.getuid?.() === 0 ? 54_321 : undefined;
const BUILD_MS = 10 * 60_000;

describe('The image of standalone, by the steps of the Dockerfile', () => {
  let scratch: string;
  let image: Image;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'reeve-image-'));
    await chmod(scratch, 0o755);
    if (SOMEBODY !== undefined) await chown(scratch, SOMEBODY, SOMEBODY);
    image = await buildWithoutDocker({
      context: ROOT,
      buildArguments: { APP: 'standalone' },
      scratch,
      uid: SOMEBODY,
    });
  }, BUILD_MS);
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const filesIn = async (folder: string) =>
    (await readdir(join(image.workingFolder, folder), { recursive: true })).map((file) => join(folder, file));

  it('runs as somebody who is not root', () => {
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('holds nothing but what runs', async () => {
    const files = [...(await filesIn('apps')), ...(await filesIn('libs'))].filter((file) =>
      file.includes('.'),
    );
    expect(files).toContain('apps/standalone/dist/main.js');
    expect(files.filter((file) => !/(?:^|\/)package\.json$|\/dist\/.*\.js$/.test(file))).toEqual([]);
    expect(files.filter((file) => /\.(?:spec|features)\.js$|\/testing\/.*\.js$/.test(file))).toEqual([]);
  });

  it('holds no package that only the development needs', async () => {
    const packages = await readdir(join(image.workingFolder, 'node_modules'));
    expect(packages).toContain('fastify');
    for (const name of ['typescript', 'vitest', 'eslint', 'nx', 'fast-check', 'prettier']) {
      expect(packages).not.toContain(name);
    }
  });

  it('starts from a file system that it may not write to, is healthy, and stops when it is told to', async () => {
    const data = join(image.root, 'data');
    await runToEnd({ command: ['chmod', '-R', 'a-w', image.workingFolder], environment: {} });
    await runToEnd({ command: ['chmod', '777', data], environment: {} });
    const reeve = await startServer({
      command: image.command,
      environment: { ...image.environment, REEVE_PORT: '0', REEVE_DATA_DIR: data },
      folder: image.workingFolder,
      ...(SOMEBODY === undefined ? {} : { uid: SOMEBODY }),
    });
    try {
      const port = new URL(reeve.url).port;
      const probe = (REEVE_PORT: string) =>
        runToEnd({ command: image.healthcheck, environment: { REEVE_PORT } });
      expect((await probe(port)).code).toBe(0);
      expect((await probe('1')).code).toBe(1);
      reeve.signal('SIGTERM');
      expect((await reeve.ended).code).toBe(0);
    } finally {
      await reeve.kill();
      await runToEnd({ command: ['chmod', '-R', 'u+w', image.workingFolder], environment: {} });
    }
  });
});
