import { decodeReply } from '@reeve/bus';
import { InProcessClient, InProcessLink, InProcessServer } from '@reeve/bus/in-process';
import { busFeatures, call } from '@reeve/bus/testing';
import { errors, query } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';

busFeatures('one process', () => {
  const link = new InProcessLink();
  return Promise.resolve({ server: new InProcessServer(link), client: new InProcessClient(link) });
});

describe('an in-process server that is told to close', () => {
  const slow = query<null, string>('reeve.bus-test.slow');

  it('finishes what it has taken and takes nothing more', async () => {
    const link = new InProcessLink();
    const server = new InProcessServer(link);
    const client = new InProcessClient(link);
    let finish: (value: string) => void = () => undefined;
    server.addHandler(slow.subject, () => new Promise<string>((resolve) => (finish = resolve)));
    server.listen(() => undefined);

    const taken = client.request(slow, null, call());
    const closed = server.close();
    await expect(client.request(slow, null, call())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    finish('done');
    expect(await taken).toBe('done');
    await closed;
  });

  it.each([
    ['no JSON', '{', {}],
    ['no context', '{}', {}],
    ['a context that is none', '{}', { 'reeve-context': '[]' }],
    ['a body that is none', 'nonsense', { 'reeve-context': JSON.stringify(call()) }],
  ])('refuses a message with %s, and nothing else happens', async (_what, body, headers) => {
    const server = new InProcessServer(new InProcessLink());
    server.addHandler(slow.subject, () => Promise.resolve('never'));
    const reply = await server.answer({ subject: slow.subject, body, headers });
    expect(() => decodeReply(reply)).toThrow('BUS-MESSAGE-INVALID');
  });

  it.each(['', 'nonsense', '{}', '{"error":{"code":7}}', '[]', 'null'])(
    'takes the reply %j for a fault',
    (reply) => {
      expect(() => decodeReply(reply)).toThrow(errors.internal());
    },
  );
});
