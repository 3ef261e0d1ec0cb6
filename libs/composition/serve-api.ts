import type { DynamicModule } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { ServedProcess, ServeOptions } from './serve.js';
import type { ApiService } from './service.js';
import { untilAborted } from './until-aborted.js';

/** Serves HTTP requests, and the handlers of whatever services are in the process with the API. */
export async function serveApi(
  api: ApiService,
  rootModule: DynamicModule,
  { settings, http, busServer, operations, signal }: ServeOptions,
): Promise<ServedProcess> {
  const app = await api.createHttpApp(rootModule, settings, http);
  app.connectMicroservice<MicroserviceOptions>({ strategy: busServer });
  try {
    await untilAborted(signal, app.init());
    await app.startAllMicroservices();
    await app.getHttpAdapter().getInstance().ready();
    // The port is the API's from here on, and health with it.
    await operations.handOver(app.getHttpServer());
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    url: operations.url,
    close: async () => {
      // Requests first: finishing them needs everything that closes after it.
      await app.getHttpAdapter().getInstance().close();
      await app.close();
    },
  };
}
