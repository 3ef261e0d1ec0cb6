import type { BusClient } from '@reeve/bus';
import { projectionRpc } from '@reeve/contracts';
import type { ProjectionProgressed } from '@reeve/contracts';
import type { ProjectorObserver } from '@reeve/event-sourcing';

/**
 * Tells the other processes of a context how far reads show the log. One broadcast at a time: what comes meanwhile is told
 * with the next. One that fails is let go, those who wait read the checkpoint besides.
 */
export function announceProgress(bus: BusClient, projection: string): ProjectorObserver {
  const { progressed } = projectionRpc(projection);
  let next: ProjectionProgressed | undefined;
  let isTelling = false;
  const tell = async () => {
    isTelling = true;
    for (let told = next; told !== undefined; told = next) {
      next = undefined;
      await bus.broadcast(progressed, told).catch(() => undefined);
    }
    isTelling = false;
  };
  return {
    onProgress: ({ position = null, isRebuilding }) => {
      next = { position, rebuilding: isRebuilding };
      if (!isTelling) void tell();
    },
  };
}
