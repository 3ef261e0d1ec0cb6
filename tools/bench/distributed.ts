import { boundedRun } from './bounded-run.js';
import { chainFigures } from './figures/chain.figures.js';
import { tableOf } from './figures/figure.js';
import { lagFigures } from './figures/lag.figures.js';
import { memoryFigures } from './figures/memory.figures.js';
import { startFleet } from './fleet.js';
import { signUp } from './reeve.js';

/** Minutes after which the run is given up, whatever it is at. */
const GIVE_UP_MINUTES = 15;

await boundedRun(GIVE_UP_MINUTES, async () => {
  const fleet = await startFleet();
  const session = await signUp(fleet.services.gateway);
  const changed = { count: 0 };
  const figures = [
    ...(await chainFigures(fleet, session, changed)),
    ...(await lagFigures(session, changed)),
    ...(await memoryFigures(fleet, session, changed)),
  ];
  await fleet.stop();
  console.log(tableOf(figures));
});
