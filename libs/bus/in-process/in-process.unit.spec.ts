import { InProcessClient, InProcessLink, InProcessServer } from '@reeve/bus/in-process';
import { busFeatures, call } from '@reeve/bus/testing';
import { query } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';

busFeatures('one process', () => {
  const link = new InProcessLink();
  return Promise.resolve({ server: new InProcessServer(link), client: new InProcessClient(link) });
});

describe('what crosses within one process', () => {
  const keep = query<{ list: number[] }, { list: number[] }>('reeve.bus-test.keep');

  it('is nobody else’s any more', async () => {
    const link = new InProcessLink();
    const server = new InProcessServer(link);
    const client = new InProcessClient(link);
    const handled: { payload: unknown; context: unknown }[] = [];
    server.addHandler(keep.subject, (payload: unknown, context: unknown) => {
      handled.push({ payload, context });
      return Promise.resolve(payload);
    });
    server.listen(() => undefined);
    const [sent, context] = [{ list: [1] }, call()];
    const answer = await client.request(keep, sent, context);
    expect(answer).toEqual(sent);
    expect(handled).toEqual([{ payload: sent, context }]);
    sent.list.push(2);
    answer.list.push(3);
    expect(handled[0]?.payload).toEqual({ list: [1] });
    expect(handled[0]?.context).not.toBe(context);
    expect((handled[0]?.context as typeof context).principal).not.toBe(context.principal);
  });
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
});
