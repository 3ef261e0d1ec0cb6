import { BusRefusedError } from '@reeve/bus';
import { DocumentStoreRefusedError, DocumentStoreUnavailableError } from '@reeve/document-store';
import { EventStoreRefusedError, StorageFullError } from '@reeve/event-store';
import { createLogger, loadSettings, SettingsError, stopOnSignal } from '@reeve/platform';
import { DataKeyStoreRefusedError, DataKeyStoreUnavailableError, MasterKeyError } from '@reeve/sealing';
import type { Logger } from 'pino';
import type { Service } from './service.js';
import { StartError } from './start-error.js';
import { startServices } from './start-services.js';

/** What the operator has to put right: said in one line, without a stack. Anything else is a bug. */
const REFUSALS = [
  StartError,
  BusRefusedError,
  SettingsError,
  EventStoreRefusedError,
  StorageFullError,
  DocumentStoreRefusedError,
  DocumentStoreUnavailableError,
  DataKeyStoreRefusedError,
  DataKeyStoreUnavailableError,
  MasterKeyError,
];

/**
 * The whole life of a process that runs these services as its environment says: from its settings to the signal that ends it.
 * What it cannot start with is said on standard error, and its exit code is 1.
 */
export async function runServices(services: readonly Service[]): Promise<void> {
  const stopping = new AbortController();
  try {
    const settings = loadSettings(process.env);
    const logger = loggerOf(services, createLogger(settings));
    const { signal } = stopping;
    const starting = startServices(services, { settings, environment: process.env, logger, signal });
    const close = async () => {
      stopping.abort();
      const running = await starting.catch(() => undefined);
      await running?.close();
    };
    stopOnSignal({ close, timeoutMs: settings.shutdownTimeoutMs, log: logger });
    const { url } = await starting;
    const remarks = services.flatMap((service) => service.remark?.(settings, url) ?? []);
    process.stdout.write([`${titleOf(services)} listens on ${url}`, ...remarks, ''].join('\n'));
  } catch (error) {
    if (stopping.signal.aborted) return;
    const isRefusal = REFUSALS.some((refusal) => error instanceof refusal);
    process.stderr.write(
      `${titleOf(services)} did not start. ${isRefusal ? (error as Error).message : String((error as Error).stack)}\n`,
    );
    process.exitCode = 1;
  }
}

/** Reeve is what people reach; a service behind it goes by its name. */
function titleOf(services: readonly Service[]): string {
  const [first, ...others] = services;
  return first === undefined || others.length > 0 || first.createHttpApp !== undefined
    ? 'Reeve'
    : `Reeve’s ${first.name} service`;
}

/** Lines of several processes go to one place: they say whose they are. */
function loggerOf(services: readonly Service[], logger: Logger): Logger {
  const [first, ...others] = services;
  return first === undefined || others.length > 0 ? logger : logger.child({ service: first.name });
}
