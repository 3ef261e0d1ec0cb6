import type { FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { DEFAULT_IMAGE } from './default-image.js';
import { sendImage } from './profile-image.js';

async function get(image: string, headers: Record<string, string> = {}) {
  const server = fastify();
  server.get('/', (request: FastifyRequest, reply: FastifyReply) => {
    sendImage(request, reply, image);
    return reply;
  });
  const answer = await server.inject({ url: '/', headers });
  await server.close();
  return answer;
}

describe('An image', () => {
  it.each(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])('is answered as %s', async (type) => {
    const answer = await get(`data:${type.toUpperCase()};base64,AAEC`);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type]);
    expect(answer.rawPayload).toEqual(Buffer.from([0, 1, 2]));
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await get('/user.png');
    const again = await get('/user.png', { 'if-none-match': String(headers.etag) });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
  });

  it('that is elsewhere is looked for there', async () => {
    const answer = await get('https://example.com/a.png');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, 'https://example.com/a.png']);
  });

  it.each([
    '',
    '/user.png',
    '/api/v1/auths/signout',
    'javascript:alert(1)',
    'data:image/svg+xml;base64,AAAA',
  ])('is the default one for %j', async (image) => {
    const answer = await get(image);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/png']);
    expect(answer.rawPayload).toEqual(DEFAULT_IMAGE);
    expect(DEFAULT_IMAGE.subarray(1, 4).toString()).toBe('PNG');
  });
});
