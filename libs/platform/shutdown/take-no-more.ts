import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';

/** As long as requests come over the connections that are open, within so many milliseconds of each other, there may be more. */
const QUIET_MS = 500;
/** Whatever comes; milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * Has a server take no connection more, and those that it has end with their requests, as long as each answer says
 * `connection: close`. To break one without a request is not safe at once: a request may be on its way, and its client could
 * not tell whether it was carried out. Clients that come at a steady rate use their connections up one after the other.
 *
 * @returns when none is left, or only such as nothing is heard from: it may be closed.
 */
export async function takeNoMore(server: HttpServer): Promise<void> {
  await takeThoseWhoWait(server);
  await new Promise<void>((resolve) => {
    const patience = setTimeout(done, PATIENCE_MS);
    const quiet = setTimeout(done, QUIET_MS);
    const note = () => void quiet.refresh();
    function done() {
      clearTimeout(patience);
      clearTimeout(quiet);
      server.off('request', note);
      server.off('close', done);
      resolve();
    }
    server.on('request', note);
    server.once('close', done);
    // Not http's own, which breaks the connections without a request.
    Server.prototype.close.call(server);
  });
}

/** The system has connected them, and would reset them. Node takes one in each turn of the event loop. */
async function takeThoseWhoWait(server: HttpServer): Promise<void> {
  const until = performance.now() + QUIET_MS;
  let isOneTaken = true;
  const note = () => {
    isOneTaken = true;
  };
  server.on('connection', note);
  while (isOneTaken && performance.now() < until) {
    isOneTaken = false;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  }
  server.off('connection', note);
}
