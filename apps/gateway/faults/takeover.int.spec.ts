import { startFleet } from '@reeve/testing/fleet';
import type { Fleet, ServiceProcess } from '@reeve/testing/fleet';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ON_SERVICES, SERVICE_FAULTS } from './fault.js';
import { loadOn } from './load-on-fleet.js';
import { untilReady } from './trial.js';
import { Witness } from './witness.js';

const TAKEOVER_MS = 10_000;
const CONTEXTS = ['config', 'users', 'audit'] as const;
const WITHIN = { timeout: 30_000, interval: 50 };

let fleet: Fleet;
let witness: Witness;

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in'],
  'Of two replicas, one projects; the other one does, within 10 s,',
  () => {
    beforeAll(async () => {
      fleet = await startFleet({ replicas: 2 });
      witness = new Witness(fleet);
    });
    afterAll(async () => {
      await witness.close();
      await fleet.stop();
    });

    it.each(SERVICE_FAULTS)('when that is %s', async (how) => {
      await witness.skip();
      const load = loadOn(fleet, SERVICE_FAULTS.indexOf(how));
      await load.served();
      const pairs = await Promise.all(CONTEXTS.map((context) => pairOf(fleet.replicasOf(context))));

      const began = performance.now();
      for (const { atWork } of pairs) await ON_SERVICES[how].begin(atWork);
      const tookMs = await Promise.all(
        pairs.map(async ({ standingBy }) => {
          await vi.waitUntil(() => isAtWork(standingBy), WITHIN);
          return performance.now() - began;
        }),
      );
      await load.served();
      for (const { atWork } of pairs) await ON_SERVICES[how].end(atWork);
      await untilReady(fleet);

      for (const { atWork, standingBy } of pairs) {
        await vi.waitUntil(async () => !(await isAtWork(atWork)), WITHIN);
        expect(await isAtWork(standingBy)).toBe(true);
      }
      await load.finish();
      const { ledger } = load;
      const found = await witness.examine(ledger);
      const seconds = tookMs.map((each) => (each / 1000).toFixed(1));
      console.info(
        `The one at work ${how}: another one was after ${seconds.join(', ')} s; ${ledger.acknowledged.size} writes acknowledged`,
      );
      expect(Math.max(...tookMs)).toBeLessThan(TAKEOVER_MS);
      expect(found).toEqual({ lost: [], doubled: [], misaudited: [] });
      expect(ledger).toMatchObject({ wrongAnswers: [], unanswered: [] });
    });
  },
  { timeout: 120_000 },
);

async function pairOf([one, other]: readonly ServiceProcess[]) {
  if (one === undefined || other === undefined) throw new RangeError('There are two replicas');
  return (await isAtWork(one)) ? { atWork: one, standingBy: other } : { atWork: other, standingBy: one };
}

async function isAtWork(process: ServiceProcess): Promise<boolean> {
  return (await process.metric('reeve_projection_at_work')) === 1;
}
