import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A process's metrics, those of the process itself (memory, processor time, event loop) among them. A registry of its own
 * and not prom-client's, so that two apps in one process do not count into each other.
 */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Gives the process's metrics to every module. */
@Global()
@Module({})
export class MetricsModule {
  static forRoot(registry: Registry): DynamicModule {
    return {
      module: MetricsModule,
      providers: [{ provide: Registry, useValue: registry }],
      exports: [Registry],
    };
  }
}
