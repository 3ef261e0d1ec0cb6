import { Logger } from '@nestjs/common';
import { SECTIONS } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import { createLogger, createRegistry, listenForOperations, NestLog, Readiness } from '@reeve/platform';
import type { OperationsServer, Settings } from '@reeve/platform';
import type { HttpAppOptions } from '@reeve/rest-api';
import { cannotListen } from './cannot-listen.js';
import { openParts } from './parts/open-parts.js';
import { requireSharedParts } from './require-shared-parts.js';
import { serve } from './serve.js';
import type { Service, ServiceOptions } from './service.js';

export interface StartOptions
  extends Partial<Omit<ServiceOptions, 'settings'>>, Pick<HttpAppOptions, 'logger' | 'receiveTimeoutMs'> {
  readonly settings: Settings;
  /** Aborted: gives up a start that still waits for something. */
  readonly signal?: AbortSignal;
}

export interface RunningServices {
  /** `http://127.0.0.1:8080`: the API, where one of the services has it; else health and metrics alone. */
  readonly url: string;
  /** Every event so far, for who looks on; where one of the services has the log. */
  readonly eventLog: Pick<EventStore, 'readAll'> | undefined;
  /** Finishes what was accepted, then closes everything. */
  readonly close: () => Promise<void>;
}

/**
 * Starts some of Reeve's services, or all of them, in this process. Servers that are not there yet are waited for;
 * meanwhile health is answered, and says what is missing.
 *
 * @throws StartError, or an adapter's own refusal, each a sentence that says what to do; the signal's reason. Nothing is left
 *   running or open.
 */
export async function startServices(
  services: readonly Service[],
  { environment = {}, sections = SECTIONS, outbound = {}, ...rest }: StartOptions,
): Promise<RunningServices> {
  const { settings, logger = createLogger(settings), signal = new AbortController().signal } = rest;
  // Parts say what befalls them before there is an app.
  Logger.overrideLogger(new NestLog(logger));
  const options: ServiceOptions = { settings, environment, sections, outbound };
  for (const service of services) service.check?.(options);
  requireSharedParts(services, settings);

  const readiness = new Readiness();
  const registry = createRegistry();
  readiness.starts();
  const operations = await listen({ address: settings, readiness, registry });
  try {
    const parts = await openParts({
      settings,
      processName: nameOf(services),
      needed: new Set(services.flatMap((service) => service.parts)),
      collections: services.flatMap((service) => service.collections),
      readiness,
      registry,
      log: logger,
      signal,
    });
    try {
      const http = { ...rest, logger, readiness, registry };
      const served = await serve(services, parts, options, { operations, signal, http });
      readiness.started();
      const close = async () => {
        await served.close();
        await parts.close();
        await operations.close();
      };
      return { url: served.url, eventLog: parts.eventStore, close };
    } catch (error) {
      await parts.close();
      throw error;
    }
  } catch (error) {
    await operations.close();
    throw error;
  }
}

/** Several services together are Reeve. */
function nameOf([first, ...others]: readonly Service[]): string {
  return first === undefined || others.length > 0 ? 'reeve' : first.name;
}

async function listen(options: Parameters<typeof listenForOperations>[0]): Promise<OperationsServer> {
  try {
    return await listenForOperations(options);
  } catch (error) {
    throw error instanceof Error ? cannotListen(error, options.address) : error;
  }
}
