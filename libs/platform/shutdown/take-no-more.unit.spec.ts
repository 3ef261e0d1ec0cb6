import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { takeNoMore } from './take-no-more.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

async function aServer(): Promise<{ readonly server: Server; readonly client: () => Socket }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { connection: 'close' }).end('answered');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { server, client: () => connect(port, '127.0.0.1') };
}

describe('A server that takes no more', () => {
  it('takes whoever is connected already', async () => {
    const { server, client } = await aServer();
    const clients = Array.from({ length: 50 }, client);
    await Promise.all(clients.map((each) => once(each, 'connect')));
    for (const each of clients) each.write(REQUEST);

    const done = takeNoMore(server);

    for (const each of clients) expect(await text(each)).toContain('answered');
    await done;
  });

  it('answers what comes over a connection that is open, and is done with the last one', async () => {
    const { server, client } = await aServer();
    const open = client();
    await once(server, 'connection');

    const done = takeNoMore(server);
    await expect.poll(() => server.listening).toBe(false);
    open.write(REQUEST);

    expect(await text(open)).toContain('answered');
    await done;
  });

  it('hears out everybody, as long as one comes soon after the other', async () => {
    const { server, client } = await aServer();
    const clients = Array.from({ length: 4 }, client);
    await Promise.all(clients.map((each) => once(each, 'connect')));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());

    let isDone = false;
    const done = takeNoMore(server).then(() => (isDone = true));
    await expect.poll(() => server.listening).toBe(false);
    for (const each of clients) {
      vi.advanceTimersByTime(400);
      await Promise.resolve();
      expect(isDone).toBe(false);
      each.write(REQUEST);
      expect(await text(each)).toContain('answered');
    }

    await done;
  });

  it('refuses new ones, and does not wait for ever for one that says nothing', async () => {
    const { server, client } = await aServer();
    const silent = client();
    await once(server, 'connection');

    await takeNoMore(server);

    expect(silent.readyState).toBe('open');
    await expect(once(client(), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
