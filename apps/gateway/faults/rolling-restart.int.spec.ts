import { startFleet } from '@reeve/testing/fleet';
import type { Fleet } from '@reeve/testing/fleet';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadOn } from './load-on-fleet.js';
import { untilReady } from './trial.js';
import { Witness } from './witness.js';

let fleet: Fleet;

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in'],
  'Two replicas of every service',
  () => {
    beforeAll(async () => {
      fleet = await startFleet({ replicas: 2 });
    });
    afterAll(() => fleet.stop());

    it('are restarted one after the other under load, and no client is failed, nothing lost and nothing doubled', async () => {
      const witness = new Witness(fleet);
      await witness.skip();
      const load = loadOn(fleet);
      await load.served();

      for (const process of fleet.processes) {
        expect(await process.terminate(), process.name).toMatchObject({ code: 0, signal: null });
        await process.restart();
        await untilReady(fleet);
        await load.served();
      }

      await load.finish();
      const { ledger } = load;
      const found = await witness.examine(ledger);
      await witness.close();
      console.info(
        `${fleet.processes.length} restarts: ${ledger.acknowledged.size} writes acknowledged, ${ledger.succeeded} requests ` +
          `succeeded, ${ledger.refusals.length} answered 503 or 504, ${ledger.unanswered.length} unanswered, ` +
          `${found.lost.length} lost, ${found.doubled.length} doubled, ${found.misaudited.length} missing in audit`,
      );
      expect(found).toEqual({ lost: [], doubled: [], misaudited: [] });
      expect(ledger.refusals.filter(({ status }) => status !== 503)).toEqual([]);
      expect(ledger.wrongAnswers).toEqual([]);
      expect(ledger.unanswered).toEqual([]);
    });
  },
  { timeout: 180_000 },
);
