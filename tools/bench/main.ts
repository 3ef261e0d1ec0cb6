import { boundedRun } from './bounded-run.js';
import { auditFigures } from './figures/audit.figures.js';
import { busyFigures } from './figures/busy.figures.js';
import { changeFigures } from './figures/change.figures.js';
import { tableOf } from './figures/figure.js';
import { importFigures } from './figures/import.figures.js';
import { permissionFigures } from './figures/permission.figures.js';
import { readFigures } from './figures/read.figures.js';
import { rebuildFigures } from './figures/rebuild.figures.js';
import { signInFigures } from './figures/sign-in.figures.js';
import { startFigures } from './figures/start.figures.js';
import { signUp, startReeve } from './reeve.js';

/** Minutes after which the run is given up, whatever it is at. */
const GIVE_UP_MINUTES = 10;

await boundedRun(GIVE_UP_MINUTES, async () => {
  const started = await startFigures();
  const server = await startReeve();
  const session = await signUp(server);
  const served = [
    ...(await readFigures(session)),
    ...(await changeFigures(session)),
    ...(await auditFigures(session)),
    ...(await importFigures(server, session)),
    ...(await busyFigures(session)),
    ...(await signInFigures(server)),
  ];
  await server.stop();
  console.log(tableOf([...started, ...served, ...(await permissionFigures()), ...(await rebuildFigures())]));
});
