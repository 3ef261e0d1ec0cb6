import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { RateLimitRule } from '@reeve/rate-limiter';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimits } from '../http/rate-limits.js';
import { callOf } from '../http/request-call.js';

const WINDOW = { windowSeconds: 900, bucketSeconds: 60 } as const;
const BY_ADDRESS: RateLimitRule = { name: 'auths-address', limit: 100, ...WINDOW };
const BY_ACCOUNT: RateLimitRule = { name: 'auths-account', limit: 10, ...WINDOW };
const ROUTES = '/api/v1/auths/';
/** Milliseconds that whoever signs in waits for it at most. */
const PATIENCE_MS = 1_000;

/**
 * What may be tried while second factors are asked for (reference 11.3): a hundred POSTs below `/auths` for each address, and ten
 * passwords for each account. Wrong codes are counted where they are decided upon.
 */
@Injectable()
export class FactorLimits implements CanActivate {
  private isAsked = false;

  constructor(
    private readonly limits: RateLimits,
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
  ) {}

  /** Limits by account, as long as second factors are asked for: by what the last request below `/auths` has found. */
  get byAccount(): readonly RateLimitRule[] {
    return this.isAsked ? [BY_ACCOUNT] : [];
  }

  /** Runs after the access guard. @throws ReeveError `RATE-LIMITED` 429 with `Retry-After`. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const isCounted = request.method === 'POST' && request.routeOptions.url?.startsWith(ROUTES) === true;
    return isCounted ? this.count(callOf(request), http.getResponse<FastifyReply>()) : true;
  }

  private async count(call: CallContext, reply: FastifyReply): Promise<true> {
    await this.look(call);
    if (this.isAsked) await this.limits.enforceRateLimit(reply, BY_ADDRESS, call.ip ?? '');
    return true;
  }

  private async look(call: CallContext): Promise<void> {
    try {
      const bounded = { ...call, deadline: Math.min(call.deadline, Date.now() + PATIENCE_MS) };
      const { ENABLE_MFA } = await this.bus.request(configRpc.readPublic, {}, bounded);
      this.isAsked = ENABLE_MFA === true;
    } catch {
      // While the config service is away it is as it was: nobody can change it there either.
    }
  }
}
