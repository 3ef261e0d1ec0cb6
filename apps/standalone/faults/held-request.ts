import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RunningServer } from '@reeve/testing/faults';

/** A request that the server has accepted, and waits to receive the rest of. */
export interface HeldRequest {
  /** Sends the rest. @returns status and body of the answer. */
  finish(): Promise<{ readonly status: number | undefined; readonly body: string }>;
  /** Resolves when the server has broken the connection. */
  readonly broken: Promise<void>;
}

/** Signs in, up to where the server has said that it waits for the body. */
export async function holdSignIn({ url }: RunningServer, account: object): Promise<HeldRequest> {
  const held = request(`${url}/api/v1/auths/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', expect: '100-continue' },
    agent: false,
  });
  const broken = once(held, 'error').then(() => undefined);
  held.flushHeaders();
  await once(held, 'continue');
  return {
    broken,
    finish: async () => {
      held.end(JSON.stringify(account));
      const [answer] = (await once(held, 'response')) as [IncomingMessage];
      return { status: answer.statusCode, body: await text(answer) };
    },
  };
}
