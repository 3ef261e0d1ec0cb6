import { endChildren } from './child.js';
import { removeDataFolders } from './data-folders.js';
import { auditFigures } from './figures/audit.figures.js';
import { changeFigures } from './figures/change.figures.js';
import { tableOf } from './figures/figure.js';
import { readFigures } from './figures/read.figures.js';
import { rebuildFigures } from './figures/rebuild.figures.js';
import { startFigures } from './figures/start.figures.js';
import { signUp, startReeve } from './reeve.js';

/** Minutes after which the run is given up, whatever it is at. */
const GIVE_UP_MINUTES = 10;

const giveUp = (reason: string) => {
  console.error(reason);
  endChildren();
  removeDataFolders();
  process.exit(1);
};
const watchdog = setTimeout(
  () => giveUp(`Given up after ${GIVE_UP_MINUTES} minutes.`),
  GIVE_UP_MINUTES * 60_000,
);
process.once('SIGINT', () => giveUp('Interrupted.'));

try {
  const started = await startFigures();
  const server = await startReeve();
  const session = await signUp(server);
  const served = [
    ...(await readFigures(session)),
    ...(await changeFigures(session)),
    ...(await auditFigures(session)),
  ];
  await server.stop();
  console.log(tableOf([...started, ...served, ...(await rebuildFigures())]));
} finally {
  clearTimeout(watchdog);
  endChildren();
  removeDataFolders();
}
