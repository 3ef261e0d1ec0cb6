import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BUS_CLIENT } from '@reeve/bus';
import type { Principal } from '@reeve/contracts';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { DocumentStore } from '@reeve/document-store';
import { createLogger, DOCUMENT_STORE, loadSettings, RATE_LIMITER, SEALING } from '@reeve/platform';
import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import type { DataKeyStore } from '@reeve/sealing';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { TokenSigner } from '../../auth/token-signer.js';
import { RestApiModule } from '../../rest-api.module.js';
import { createHttpApp } from '../create-http-app.js';
import type { HttpAppOptions } from '../create-http-app.js';
import { KNOWN_ADDRESSES } from '../../auths/known-addresses.js';
import { KEPT_ANSWERS } from '../idempotency/kept-answers.js';
import { BusDouble } from './bus-double.js';
import { SampleController } from './sample.controller.js';

export const TOKEN_SECRET_OF_SAMPLE = 'a-secret-that-no-log-may-show';

export interface SampleApp {
  readonly app: NestFastifyApplication;
  readonly bus: BusDouble;
  readonly documents: DocumentStore;
  readonly sample: SampleController;
  /** The lines that were logged. */
  readonly log: readonly string[];
  /** An `Authorization` header for somebody. */
  bearer(person: Principal & { id: string; sessionId: string }): { authorization: string };
}

export interface SampleOptions extends Omit<HttpAppOptions, 'logger'> {
  readonly env?: Readonly<Record<string, string>>;
  readonly documents?: DocumentStore;
  readonly keys?: DataKeyStore;
  readonly previousTokenSecrets?: readonly string[];
  readonly controllers?: readonly Type[];
  readonly modules?: readonly (Type | DynamicModule)[];
}

/** The REST API with a sample of routes and nothing behind it, initialised but not listening. */
export async function startSampleApp({
  env = {},
  documents = openMemoryDocumentStore([KEPT_ANSWERS, KNOWN_ADDRESSES]),
  keys = createMemoryDataKeyStore(),
  previousTokenSecrets = [],
  controllers = [SampleController],
  modules = [],
  ...options
}: SampleOptions = {}): Promise<SampleApp> {
  const bus = new BusDouble();
  const log: string[] = [];
  const parts: Provider[] = [
    { provide: BUS_CLIENT, useValue: bus },
    { provide: DOCUMENT_STORE, useValue: documents },
    { provide: RATE_LIMITER, useFactory: () => createMemoryRateLimiter() },
    {
      provide: SEALING,
      useFactory: () => createSealing({ masterKey: MASTER_KEY, keys }),
    },
  ];
  @Global()
  @Module({ providers: parts, exports: parts })
  class PartsModule {}

  @Module({
    imports: [
      PartsModule,
      RestApiModule.forRoot({ tokenSecret: TOKEN_SECRET_OF_SAMPLE, previousTokenSecrets }),
      ...modules,
    ],
    controllers: [...controllers],
  })
  class SampleModule {}

  const settings = loadSettings(env);
  const logger = createLogger(settings, { write: (line) => void log.push(line) });
  const app = await createHttpApp(SampleModule, settings, { logger, ...options });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    bus,
    documents,
    log,
    sample: controllers.includes(SampleController) ? app.get(SampleController) : ({} as SampleController),
    bearer: ({ id, sessionId }) => {
      const issuedAt = Math.floor(Date.now() / 1000);
      const user = { id, email: '', name: '', role: 'user', profile_image_url: '' } as const;
      const token = app.get(TokenSigner).sign({
        user,
        sessionId,
        issuedAt,
        expiresAt: issuedAt + 3600,
        method: 'password',
        sessionStamp: id,
        factorProven: false,
      });
      return { authorization: `Bearer ${token}` };
    },
  };
}

const MASTER_KEY = Buffer.alloc(32, 7);
