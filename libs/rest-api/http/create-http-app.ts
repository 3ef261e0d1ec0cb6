import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  createLogger,
  createRegistry,
  MetricsModule,
  NestLog,
  Readiness,
  ReadinessModule,
  SettingsModule,
} from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { AccessGuard } from '../auth/access.guard.js';
import { FactorLimits } from '../auth/factor-limits.js';
import { OpenApiDocument } from '../openapi/open-api-document.js';
import { logAnswers } from './access-log.js';
import { addAnswerHeaders } from './answer-headers.js';
import { BODY_LIMIT_BYTES } from './body-limit.js';
import { answerConditionally } from './conditional-answers.js';
import { ErrorFilter } from './error.filter.js';
import { HttpMetrics } from './http-metrics.js';
import { AnsweredBeforeFilter } from './idempotency/answered-before.js';
import { IdempotencyGuard } from './idempotency/idempotency.guard.js';
import { keepAnswers } from './idempotency/keep-answers.js';
import { KeptAnswers } from './idempotency/kept-answers.js';
import { acceptJson } from './json/accept-json.js';
import { refuseConnection } from './refused-connections.js';
import { MAX_PATH_PARAMETER_CHARACTERS, refusePath } from './refused-paths.js';
import { requestIdOf } from './request-id.js';
import { closeAfterAnswers } from './close-after-answers.js';
import { checkRoutes } from './route-rules.js';
import { RouteTable } from './route-table.js';
import { sendTogether } from './send-together.js';
import { acceptStreams } from './streamed-body.js';
import { awaitNoAnswers } from './unawaited-answers.js';
import { answerUnknownRoutes } from './unknown-routes.js';

export interface HttpAppOptions {
  /** Default: one that the settings describe, on standard output. */
  readonly logger?: Logger;
  /** How long a request may take to arrive, in milliseconds. */
  readonly receiveTimeoutMs?: number;
  /** What the process knows of its parts; default: nothing yet. */
  readonly readiness?: Readiness;
  /** What the process counts in; default: a new one. */
  readonly registry?: Registry;
}

const RECEIVE_TIMEOUT_MS = 60_000;

/**
 * The app that serves a module over HTTP, ready to be initialised or to listen. The module imports `RestApiModule` and gives,
 * globally, what that needs.
 *
 * What happens to a request, in order: id and headers; 404, 405 or 307 when there is no such route; the body is read and
 * parsed (408, 413, 415, 422); the access guard (401, 429, 403); the limits of second factors (429); the idempotency guard; validation and the handler; entity
 * tag and 304; the answer is kept under its idempotency key, sent, measured and logged.
 */
export async function createHttpApp(
  rootModule: Type | DynamicModule,
  settings: Settings,
  {
    logger = createLogger(settings),
    receiveTimeoutMs = RECEIVE_TIMEOUT_MS,
    readiness = new Readiness(),
    registry = createRegistry(),
  }: HttpAppOptions = {},
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    {
      module: HttpAppModule,
      imports: [
        SettingsModule.forRoot(settings),
        MetricsModule.forRoot(registry),
        ReadinessModule.forRoot(readiness),
        rootModule,
      ],
    },
    createAdapter(settings, receiveTimeoutMs),

    { abortOnError: false, bodyParser: false, logger: new NestLog(logger) },
  );
  // Not as APP_GUARD and APP_FILTER: those would stand around the handlers of the bus as well.
  app.useGlobalGuards(
    app.get(AccessGuard, { strict: false }),
    app.get(FactorLimits, { strict: false }),
    app.get(IdempotencyGuard, { strict: false }),
  );
  app.useGlobalFilters(new ErrorFilter(), new AnsweredBeforeFilter());
  if (settings.corsOrigins.length > 0) allowOrigins(app, settings.corsOrigins);

  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const routes = new RouteTable();
  fastify.decorateRequest('call', null);
  fastify.decorateReply('rateLimit', null);
  checkRoutes(fastify, routes);
  awaitNoAnswers(fastify);
  addAnswerHeaders(fastify);
  answerUnknownRoutes(fastify, routes);
  acceptJson(fastify);
  acceptStreams(fastify);
  answerConditionally(fastify);
  closeAfterAnswers(fastify);
  keepAnswers(fastify, app.get(KeptAnswers, { strict: false }));
  sendTogether(fastify);
  app.get(HttpMetrics, { strict: false }).observe(fastify);
  logAnswers(fastify, logger);
  app.get(OpenApiDocument, { strict: false }).describe(app);
  return app;
}

@Module({})
class HttpAppModule {}

function createAdapter({ trustProxy }: Settings, receiveTimeoutMs: number): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: requestIdOf,
    trustProxy: typeof trustProxy === 'boolean' ? trustProxy : [...trustProxy],
    requestTimeout: receiveTimeoutMs,
    // Node exchanges the two timeouts when the one for headers is the longer one.
    http: {
      headersTimeout: receiveTimeoutMs,
      requestTimeout: receiveTimeoutMs,
      connectionsCheckingInterval: Math.ceil(receiveTimeoutMs / 4),
    },
    // What still comes over a connection that is open is carried out, its answer the last one of the connection.
    return503OnClosing: false,
    clientErrorHandler: refuseConnection,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_CHARACTERS },
    frameworkErrors: refusePath,
    // No part of Reeve is Nest middleware, and the layer for it costs every request.
    skipMiddie: true,
  });
}

function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  app.enableCors({
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'ETag',
      'Idempotency-Replayed',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Retry-After',
      'X-Request-Id',
    ],
    maxAge: 600,
  });
}
