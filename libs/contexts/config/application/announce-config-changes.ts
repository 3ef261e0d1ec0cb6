import type { BusClient } from '@reeve/bus';
import { configChanged } from '@reeve/contracts';
import type { SectionCatalogue } from '@reeve/config/domain';
import type { ProjectorObserver } from '@reeve/event-sourcing';

/**
 * Tells every process which sections have changed, once reads show it: whoever remembers what is in force then reads it anew.
 * A broadcast that fails is let go: it may be lost on its way too, and what is remembered is so for a time alone.
 */
export function announceConfigChanges(bus: BusClient, catalogue: SectionCatalogue): ProjectorObserver {
  bus.onReconnect(() => {
    // Changes that were announced while the bus was away have been heard by nobody.
    void bus.broadcast(configChanged, { sections: [] }).catch(() => undefined);
  });
  return {
    async onBatch(_status, events) {
      const sections = new Set(events.flatMap(({ type }) => catalogue.ofType(type)?.section.name ?? []));
      if (sections.size === 0) return;
      await bus.broadcast(configChanged, { sections: [...sections] }).catch(() => undefined);
    },
  };
}
