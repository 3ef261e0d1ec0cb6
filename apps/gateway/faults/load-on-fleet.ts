import { DEADLINE_MS } from '@reeve/testing/fleet';
import type { Fleet } from '@reeve/testing/fleet';
import { Load } from '@reeve/testing/load';

/** A client waits longer than the server lets it. */
const PATIENCE_MS = DEADLINE_MS + 4_000;
/** Of one activity; no load takes as many. */
const REQUESTS = 10_000;

/** A load on all gateways. @param nth of the fleet's loads: it sends other requests than those before it. */
export function loadOn(fleet: Fleet, nth = 0): Load {
  return Load.start({
    servers: fleet.replicasOf('gateway'),
    administrator: fleet.administrator,
    patienceMs: PATIENCE_MS,
    first: REQUESTS * nth,
  });
}
