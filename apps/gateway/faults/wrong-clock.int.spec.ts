import { aWrongClock } from '@reeve/testing/faults';
import type { WrongClock } from '@reeve/testing/faults';
import { DEADLINE_MS, startFleet } from '@reeve/testing/fleet';
import type { Fleet } from '@reeve/testing/fleet';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadOn } from './load-on-fleet.js';
import { untilReady } from './trial.js';
import { Witness } from './witness.js';

const HOUR = 3_600;
const SLACK_MS = 1_500;

let clock: WrongClock;
let fleet: Fleet;

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in', 'libfaketime'],
  'A clock that jumps, of every second replica',
  () => {
    beforeAll(async () => {
      clock = await aWrongClock();
      fleet = await startFleet({
        replicas: 2,
        environmentOf: (_service, replica) => (replica === 2 ? clock.environment : {}),
      });
    });
    afterAll(async () => {
      await fleet.stop();
      await clock.remove();
    });

    it('costs refusals in time while it is wrong, and nothing else', async () => {
      const witness = new Witness(fleet);
      await witness.skip();
      const load = loadOn(fleet);
      await load.served();

      for (const seconds of [HOUR, -HOUR]) {
        await clock.jump(seconds);
        await load.served();
        await load.served();
      }
      await clock.jump(0);
      await untilReady(fleet);
      await load.finish();

      const right = loadOn(fleet, 1);
      for (let round = 0; round < 4; round++) await right.served();
      await right.finish();

      const { ledger } = load;
      for (const [mark, times] of right.ledger.acknowledged) ledger.acknowledged.set(mark, times);
      const found = await witness.examine(ledger);
      await witness.close();
      console.info(
        `An hour ahead, then behind: ${ledger.acknowledged.size} writes acknowledged, ${ledger.refusals.length} refusals; ` +
          `${right.ledger.refusals.length} when it is right again`,
      );
      expect(found).toEqual({ lost: [], doubled: [], misaudited: [] });
      expect(ledger).toMatchObject({ wrongAnswers: [], unanswered: [] });
      expect(ledger.laterThan(DEADLINE_MS + SLACK_MS)).toEqual([]);
      expect(right.ledger).toMatchObject({ refusals: [], unanswered: [] });
    });
  },
  { timeout: 120_000 },
);
