import { startFleet } from '@reeve/testing/fleet';
import type { Fleet, ServiceProcess } from '@reeve/testing/fleet';
import { Administrator, change } from '@reeve/testing/load';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROUNDS = 50;
/** That changes come to in turn. */
const SECTIONS = 6;

let fleet: Fleet;
/** From one gateway to the other, and back. */
let directions: readonly (readonly [from: ServiceProcess, to: ServiceProcess])[];

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in'],
  'What one of two replicas was told',
  () => {
    beforeAll(async () => {
      fleet = await startFleet({ replicas: 2 });
      const [one, other] = fleet.replicasOf('gateway');
      if (one === undefined || other === undefined) throw new RangeError('There are two gateways');
      directions = [
        [one, other],
        [other, one],
      ];
    });
    afterAll(() => fleet.stop());

    it(`is what the other one shows at once, ${2 * ROUNDS} times`, async () => {
      const { administrator } = fleet;
      const stale: number[] = [];
      for (let nth = 0; nth < 2 * ROUNDS; nth++) {
        const [from, to] = directions[nth % 2] ?? raise();
        // One section: each change is the next one's past.
        const { path, body } = change(nth * SECTIONS);
        const written = administrator.connect(from);
        expect((await written.send('POST', path, body)).status).toBe(200);
        await written.close();
        const { status, body: shown } = await administrator.get(to, path);
        expect(status).toBe(200);
        if (!new RegExp(`change-${nth * SECTIONS}\\b`).test(shown)) stale.push(nth);
      }
      expect(stale).toEqual([]);
    });

    describe('about a session', () => {
      it(`that it is over, the other one knows at the next request, ${ROUNDS} times`, async () => {
        const passed: number[] = [];
        for (let nth = 0; nth < ROUNDS; nth++) {
          const [from, to] = directions[nth % 2] ?? raise();
          const session = await Administrator.signIn(from);
          // Both know the session now.
          for (const gateway of [from, to]) expect(await statusOf(session, gateway)).toBe(200);

          const connection = session.connect(from);
          expect((await connection.send('POST', '/api/v1/auths/signout')).status).toBe(200);
          await connection.close();

          if ((await statusOf(session, to)) !== 401) passed.push(nth);
        }
        expect(passed).toEqual([]);
      });
    });
  },
  { timeout: 120_000 },
);

async function statusOf(session: Administrator, gateway: ServiceProcess): Promise<number> {
  return (await session.get(gateway, '/api/v1/auths/')).status;
}

function raise(): never {
  throw new RangeError('There are two directions');
}
