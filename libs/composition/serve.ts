import { Module } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { PartsModule } from '@reeve/platform';
import type { OperationsServer, Settings } from '@reeve/platform';
import type { HttpAppOptions } from '@reeve/rest-api';
import type { OpenedParts } from './parts/open-parts.js';
import { serveApi } from './serve-api.js';
import { serveBus } from './serve-bus.js';
import type { ApiService, Service, ServiceOptions } from './service.js';

/** How a process's app is started. */
export interface ServeOptions {
  readonly settings: Settings;
  readonly http: HttpAppOptions & Required<Pick<HttpAppOptions, 'logger' | 'readiness' | 'registry'>>;
  readonly busServer: CustomTransportStrategy;
  /** Has the port; gives it to the API, where there is one. */
  readonly operations: OperationsServer;
  readonly signal: AbortSignal;
}

/** An app that takes requests. */
export interface ServedProcess {
  readonly url: string;
  /** Takes no more, finishes what was taken, and stops what works in the background. */
  close(): Promise<void>;
}

@Module({})
class ProcessModule {}

/** Makes one app of the services on the parts that were opened for them, and has it take requests. */
export async function serve(
  services: readonly Service[],
  parts: OpenedParts,
  options: ServiceOptions,
  how: Omit<ServeOptions, 'settings' | 'busServer'>,
): Promise<ServedProcess> {
  const rootModule = {
    module: ProcessModule,
    imports: [
      PartsModule.forRoot(parts),
      ...services.flatMap((service) => service.modules(options, parts.secretFor)),
    ],
  };
  const all = { ...how, settings: options.settings, busServer: parts.busServer };
  const api = services.find(answersHttp);
  return api === undefined ? await serveBus(rootModule, all) : await serveApi(api, rootModule, all);
}

function answersHttp(service: Service): service is ApiService {
  return service.createHttpApp !== undefined;
}
