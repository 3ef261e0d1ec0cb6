import { EnvironmentDefaultError } from '@reeve/config/application';
import { DocumentStoreRefusedError, DocumentStoreUnavailableError } from '@reeve/document-store';
import { EventStoreRefusedError, StorageFullError } from '@reeve/event-store';
import { createLogger, loadSettings, SettingsError, stopOnSignal } from '@reeve/platform';
import { DataKeyStoreRefusedError, DataKeyStoreUnavailableError, MasterKeyError } from '@reeve/sealing';
import { startStandalone, StartError } from './standalone.js';

/** What the operator has to put right: said in one line, without a stack. Anything else is a bug. */
const REFUSALS = [
  StartError,
  SettingsError,
  EnvironmentDefaultError,
  EventStoreRefusedError,
  StorageFullError,
  DocumentStoreRefusedError,
  DocumentStoreUnavailableError,
  DataKeyStoreRefusedError,
  DataKeyStoreUnavailableError,
  MasterKeyError,
];

try {
  const settings = loadSettings(process.env);
  const log = createLogger(settings);
  const { url, close } = await startStandalone({ settings, environment: process.env, logger: log });
  stopOnSignal({ close, timeoutMs: settings.shutdownTimeoutMs, log });
  const administrator =
    settings.adminEmail === null
      ? 'The first to sign up becomes the administrator: POST /api/v1/auths/signup, or set REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD'
      : `The first administrator is ${settings.adminEmail}, as REEVE_ADMIN_EMAIL says`;
  process.stdout.write(
    `Reeve listens on ${url}\nThe API is described at ${url}/api/docs\n${administrator}\n`,
  );
} catch (error) {
  const isRefusal = REFUSALS.some((refusal) => error instanceof refusal);
  process.stderr.write(
    `Reeve did not start. ${isRefusal ? (error as Error).message : String((error as Error).stack)}\n`,
  );
  process.exitCode = 1;
}
