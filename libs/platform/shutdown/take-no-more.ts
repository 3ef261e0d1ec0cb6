import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';

/** What clients have to send a last request over a connection that is open; milliseconds. */
const LAST_REQUEST_MS = 500;

/**
 * Has a server take no connection more, and those that it has end with their requests, as long as each answer says
 * `connection: close`. To break one without a request is not safe at once: a request may be on its way, and its client could
 * not tell whether it was carried out.
 *
 * @returns when none is left, or only such as have had the time to send one: it may be closed.
 */
export async function takeNoMore(server: HttpServer): Promise<void> {
  await takeThoseWhoWait(server);
  await new Promise<void>((resolve) => {
    const patience = setTimeout(done, LAST_REQUEST_MS);
    function done() {
      clearTimeout(patience);
      server.off('close', done);
      resolve();
    }
    server.once('close', done);
    // Not http's own, which breaks the connections without a request.
    Server.prototype.close.call(server);
  });
}

/** The system has connected them, and would reset them. Node takes one in each turn of the event loop. */
async function takeThoseWhoWait(server: HttpServer): Promise<void> {
  const until = performance.now() + LAST_REQUEST_MS;
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
