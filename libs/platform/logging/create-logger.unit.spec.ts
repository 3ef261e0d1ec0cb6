import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.js';

function loggerWithLines() {
  const lines: string[] = [];
  return { lines, logger: createLogger({ logLevel: 'info' }, { write: (line) => void lines.push(line) }) };
}

describe('The log', () => {
  it('hides what stands under the name of a secret, however deep', () => {
    const { lines, logger } = loggerWithLines();
    logger.info(
      {
        headers: { Authorization: 'hunter2-a', cookie: 'hunter2-b' },
        list: [{ user: { newPassword: 'hunter2-c', api_key: 'hunter2-d' } }],
      },
      'done',
    );
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).toContain('done');
  });

  it.each([
    'Bearer abcdefgh12345678',
    'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl',
    'sk-0123456789abcdef',
  ])('hides a secret in a message and in an error: %s', (secret) => {
    const { lines, logger } = loggerWithLines();
    logger.info(`it was ${secret}`);
    logger.error({ err: new Error(`it was ${secret}`, { cause: new Error(secret) }) }, 'failed');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain(secret.split(' ').at(-1));
  });

  it('hides who signs in within an address', () => {
    const { lines, logger } = loggerWithLines();
    logger.info({ url: 'https://me:hunter2@host.example/path' });
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).toContain('host.example/path');
  });

  it('stays one line of JSON, also for objects that hold themselves', () => {
    const { lines, logger } = loggerWithLines();
    const circular: Record<string, unknown> = { name: 'a\nb' };
    circular['self'] = circular;
    logger.info(circular, 'x');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', name: 'a\nb', msg: 'x' });
  });
});
