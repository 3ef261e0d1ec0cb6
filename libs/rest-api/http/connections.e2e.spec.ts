import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { Controller, Get } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { Public } from './route-access.js';
import { startSampleApp } from './testing/start-sample-app.js';
import type { SampleApp, SampleOptions } from './testing/start-sample-app.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function listen(options: SampleOptions = {}): Promise<SampleApp & { port: number }> {
  const sample = await startSampleApp(options);
  await sample.app.listen(0, '127.0.0.1');
  closing.push(() => sample.app.close());
  return { ...sample, port: (sample.app.getHttpServer().address() as AddressInfo).port };
}

/** A connection, and what came back over it once it was closed. */
function speak(port: number, text: string): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
  let received = '';
  socket.setEncoding('latin1').on('data', (part: string) => (received += part));
  // Hung up upon in the middle of a sentence is an answer as well.
  socket.on('error', () => undefined);
  return { socket, answer: once(socket, 'close').then(() => received) };
}

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

describe('A connection', () => {
  it('whose body does not arrive in time is answered 408 and closed', async () => {
    const { port } = await listen({ receiveTimeoutMs: 60 });
    const { answer } = speak(
      port,
      'POST /sample/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"te',
    );
    const text = await answer;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(bodyOf(text)).toMatchObject({ status_code: 408, extra: { code: 'REQUEST-TIMEOUT' } });
  });

  it('whose headers do not arrive in time is answered 408 and closed', async () => {
    const { port } = await listen({ receiveTimeoutMs: 60 });
    const text = await speak(port, 'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow:').answer;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['a header that cannot be', 'GET /health HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n', 400],
    ['a value with a control', 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n', 400],
    [
      'two lengths',
      'POST /sample/body HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
      400,
    ],
    [
      'a length and chunks',
      'POST /sample/body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['headers without end', `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
  ])('that sends %s is answered in JSON and closed', async (_what, sent, status) => {
    const { port } = await listen();
    const text = await speak(port, sent).answer;
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(bodyOf(text)).toMatchObject({ status_code: status, detail: expect.stringMatching(/./) as string });
  });

  it('that sends chunks without end is cut off at the limit', async () => {
    const { port } = await listen();
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const text = await speak(
      port,
      `POST /sample/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(40)}`,
    ).answer;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('may carry headers in any bytes', async () => {
    const { port } = await listen();
    const text = await speak(
      port,
      'GET /sample/call HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: \u00e9\u00ff\r\nX-Request-Id: \u00e9\r\nAuthorization: \u00e9\r\nCookie: ;;=;token\r\n\r\n',
    ).answer;
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('Closing', () => {
  it('finishes what was accepted, takes nothing more, and hangs up on who is idle', async () => {
    let release: (value: object) => void = () => undefined;
    let accepted: () => void = () => undefined;
    const inHand = new Promise<void>((resolve) => (accepted = resolve));
    @Controller('slow')
    class SlowController {
      @Get()
      @Public()
      read(): Promise<object> {
        accepted();
        return new Promise((resolve) => (release = resolve));
      }
    }
    const { app, port } = await listen({ controllers: [SlowController] });
    const idle = speak(port, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle.socket, 'data');
    const slow = speak(port, 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await inHand;

    const closed = app.close();
    expect(await idle.answer).toMatch(/^HTTP\/1\.1 200 /);
    release({ done: true });
    expect(await slow.answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"done":true\}$/);
    await closed;
    const refused = connect(port, '127.0.0.1');
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('While it is closing', () => {
  const REQUEST = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';

  it('a request that had arrived, on a connection without one so far, is answered', async () => {
    const { app, port } = await listen();
    const { socket, answer } = speak(port, REQUEST);
    await once(socket, 'data');

    // Written before the app is told, and not yet read.
    socket.write(REQUEST);
    const closed = app.close();

    expect((await answer).match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    await closed;
  });

  it('a request that comes once nobody is taken any more is answered, over a connection that is open', async () => {
    const { app, port } = await listen();
    const { socket, answer } = speak(port, REQUEST);
    await once(socket, 'data');

    const closed = app.close();
    await untilRefused(port);
    socket.write(REQUEST);

    expect((await answer).split('HTTP/1.1 ')[2]).toMatch(
      /^200 [^]*connection: close\r\n[^]*{"status":true}$/i,
    );
    await closed;
  });

  it('a request that is still arriving is answered, as the last one of its connection', async () => {
    const { app, port } = await listen();
    const { socket, answer } = speak(port, REQUEST);
    await once(socket, 'data');

    socket.write(REQUEST.slice(0, -2));
    const closed = app.close();
    await untilRefused(port);
    socket.write('\r\n');

    expect((await answer).split('HTTP/1.1 ')[2]).toMatch(
      /^200 [^]*connection: close\r\n[^]*{"status":true}$/i,
    );
    await closed;
  });
});

/** Connects again and again, until nobody listens there any more. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
    } catch {
      return;
    } finally {
      socket.destroy();
    }
  }
}

describe('Behind a proxy', () => {
  const FORWARDED = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };
  const ask = async (env: Record<string, string>) => {
    const { app } = await listen({ env });
    const answer = await app.inject({ url: '/sample/call', headers: FORWARDED });
    return { ip: answer.json<{ ip: string }>().ip, hsts: answer.headers['strict-transport-security'] };
  };

  it('that is trusted, its word counts', async () => {
    const believed = { ip: '203.0.113.7', hsts: 'max-age=31536000' };
    expect(await ask({ REEVE_TRUST_PROXY: 'true' })).toEqual(believed);
    expect(await ask({ REEVE_TRUST_PROXY: '127.0.0.0/8' })).toEqual(believed);
  });

  it('that is not, it does not', async () => {
    const own = { ip: '127.0.0.1', hsts: undefined };
    expect(await ask({})).toEqual(own);
    expect(await ask({ REEVE_TRUST_PROXY: '10.0.0.0/8' })).toEqual(own);
  });
});

describe('Other origins', () => {
  it('may call when they are named, and no other may', async () => {
    const { app } = await listen({ env: { REEVE_CORS_ORIGINS: 'https://admin.example' } });
    const preflight = (origin: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/sample/body',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://admin.example');
    expect(allowed.statusCode).toBeLessThan(300);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://admin.example',
      'access-control-allow-credentials': 'true',
    });
    expect((await preflight('https://evil.example')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
    const answer = await app.inject({ url: '/sample/', headers: { origin: 'https://admin.example' } });
    expect(answer.headers['access-control-expose-headers']).toContain('ETag');
  });

  it('may not call when none is named', async () => {
    const { app } = await listen();
    const answer = await app.inject({
      method: 'OPTIONS',
      url: '/sample/body',
      headers: { origin: 'https://a.example' },
    });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});
