import { SERVER_NAMES, SERVICES, startFleet } from '@reeve/testing/fleet';
import type { Fleet } from '@reeve/testing/fleet';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  diskFault,
  distanceFault,
  SERVER_FAULTS,
  serverFault,
  SERVICE_FAULTS,
  serviceFault,
} from './fault.js';
import type { Fault } from './fault.js';
import { outcomeTable } from './outcome-table.js';
import { Trials } from './trial.js';
import type { Outcome } from './trial.js';
import { Witness } from './witness.js';

/** From the end of a fault until everything is as it was: a lease that was not given back takes 6 s to run out. */
const RECOVERY_MS = 20_000;

let fleet: Fleet;
let witness: Witness;
let trials: Trials;
const outcomes: Outcome[] = [];

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in', 'strace'],
  'Reeve as separate processes, under load, loses and doubles nothing when',
  () => {
    beforeAll(async () => {
      fleet = await startFleet();
      witness = new Witness(fleet);
      trials = new Trials(fleet, witness);
    });
    afterAll(async () => {
      console.info(outcomeTable(outcomes));
      await witness.close();
      await fleet.stop();
    });

    describe.each(SERVICES)('the %s service', (name) => {
      it.each(SERVICE_FAULTS)('is %s', (how) => survives(serviceFault(fleet, name, how)));
    });

    it.each(['nats', 'eventstoredb'] as const)('the disk of %s is slow', (name) =>
      survives(diskFault(fleet, name)),
    );

    it.each(SERVER_NAMES)('%s is far away', (name) => survives(distanceFault(fleet, name)));

    describe.each(SERVER_NAMES)('%s', (name) => {
      it.each(SERVER_FAULTS)('is %s', (how) => survives(serverFault(fleet, name, how)));
    });
  },
  { timeout: 240_000 },
);

async function survives(fault: Fault): Promise<void> {
  const outcome = await trials.run(fault);
  outcomes.push(outcome);
  expect(outcome).toMatchObject({ lost: [], doubled: [], misaudited: [], wrongAnswers: [], late: [] });
  expect(outcome.acknowledged).toBeGreaterThan(0);
  expect(outcome.readyMs).toBeLessThan(RECOVERY_MS);
  // Only whoever waits for an answer of the process that it befalls may be left without one.
  if (fault.whom !== 'gateway') expect(outcome.unanswered).toEqual([]);
}
