import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Histogram, Registry } from 'prom-client';
import { REPLAYED_HEADER } from './idempotency/answered-before.js';

/** What is measured of every answer. Routes stand as their templates: a path may hold an id, and there is no end of paths. */
@Injectable()
export class HttpMetrics {
  private readonly duration: Histogram<'method' | 'route' | 'status'>;
  private readonly replays: Counter;
  private readonly limited: Counter<'route'>;
  private readonly refused: Counter<'status'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.duration = new Histogram({
      name: 'reeve_http_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.replays = new Counter({
      name: 'reeve_http_idempotent_replays_total',
      help: 'Requests answered as an earlier one with the same Idempotency-Key.',
      registers,
    });
    this.limited = new Counter({
      name: 'reeve_http_rate_limited_total',
      help: 'Requests refused because there were too many.',
      labelNames: ['route'],
      registers,
    });
    this.refused = new Counter({
      name: 'reeve_http_auth_failures_total',
      help: 'Requests refused because of who made them: 401 unknown, 403 not allowed.',
      labelNames: ['status'],
      registers,
    });
  }

  /** Measures every answer of the server. */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.count(request, reply);
      done();
    });
  }

  private count(request: FastifyRequest, reply: FastifyReply): void {
    const { method } = request;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? 'unknown';
    this.duration.observe({ method, route, status }, reply.elapsedTime / 1000);
    if (status === 401 || status === 403) this.refused.inc({ status });
    if (status === 429) this.limited.inc({ route });
    if (reply.hasHeader(REPLAYED_HEADER)) this.replays.inc();
  }
}
