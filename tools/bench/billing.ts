import { dueAt, fill } from './billing-data.js';
import { boundedRun } from './bounded-run.js';
import { newDataFolder } from './data-folders.js';
import { billingFigures } from './figures/billing.figures.js';
import { tableOf } from './figures/figure.js';
import type { Figure } from './figures/figure.js';
import { importUsers } from './figures/import.figures.js';
import { renewalFigures } from './figures/renewal.figures.js';
import { addPerson, signUp, startReeve } from './reeve.js';

/** Billing, over as many subscriptions as the environment says: 20,000 take a minute. */
const SUBSCRIPTIONS = Number(process.env['BENCH_SUBSCRIPTIONS'] ?? 1_000_000);
const PLANS = 1_000;
const DUE = Math.floor(SUBSCRIPTIONS / 10);
/** All of whose subscribers have accounts. Those of the others do not: whoever pages through a plan reads accounts by their ids. */
const FULL_PLANS = 20;
const SUBSCRIBERS = Math.floor(SUBSCRIPTIONS / PLANS);
/** Who use something, in sessions of their own. */
const PEOPLE = 32;
const GIVE_UP_MINUTES = 40;

await boundedRun(GIVE_UP_MINUTES, async () => {
  const folder = newDataFolder();
  const people = await makeAccounts(folder);
  const filling = performance.now();
  await fill({ folder, plans: PLANS, subscriptions: SUBSCRIPTIONS, due: DUE });
  const seconds = (performance.now() - filling) / 1000;
  console.log(`${SUBSCRIPTIONS} subscriptions to ${PLANS} plans were written in ${seconds.toFixed(0)} s`);

  const server = await startReeve(folder);
  const started: readonly Figure[] = [
    { name: 'start to listening', rounds: [server.startMs], unit: 'ms' },
    { name: 'resident memory after start', rounds: [server.residentMB()], unit: 'MB' },
  ];
  const [administrator, ...others] = people.map((headers) => ({ url: server.url, headers }));
  if (administrator === undefined) throw new Error('Nobody has signed up');
  const served = await billingFigures({
    server,
    session: administrator,
    people: others,
    fullPlans: FULL_PLANS,
    subscribers: SUBSCRIBERS,
  });
  await server.stop();
  const renewed = await renewalFigures({ folder, at: dueAt(Date.now()), due: DUE });
  console.log(tableOf([...started, ...served, ...renewed]));
});

/** @returns the headers of the administrator's session, then those of the people who use something. */
async function makeAccounts(folder: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const server = await startReeve(folder);
  const administrator = await signUp(server);
  const people = [];
  for (let number = 0; number < PEOPLE; number++) people.push(await addPerson(administrator, number));
  await importUsers(administrator, 'subscriber', FULL_PLANS * SUBSCRIBERS);
  await server.stop();
  return [administrator, ...people].map(({ headers }) => headers);
}
