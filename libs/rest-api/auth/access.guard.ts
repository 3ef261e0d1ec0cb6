import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import {
  ANONYMOUS,
  auditRpc,
  errors,
  holdsCapability,
  isApiKey,
  permissionsErrors,
  ReeveError,
  SYSTEM,
} from '@reeve/contracts';
import type { CallContext, Capability, PermissionLeaf, Principal } from '@reeve/contracts';
import { SEALING, SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import type { RateLimitRule } from '@reeve/rate-limiter';
import type { Sealing } from '@reeve/sealing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openCall } from '../http/open-call.js';
import type { CallOptions } from '../http/open-call.js';
import { RateLimits } from '../http/rate-limits.js';
import { factsOf } from '../http/route-facts.js';
import type { RouteFacts, Waiver } from '../http/route-facts.js';
import { Activity } from './activity.js';
import { ApiKeyCache } from './api-key-cache.js';
import { credentialOf } from './credential.js';
import { OperatorTokens } from './operator-tokens.js';
import { PermissionCache } from './permission-cache.js';
import { PrincipalCache } from './principal-cache.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Who is it, and may they? Says so for every route: makes the request's call, counts administrators' requests, and refuses
 * with 401 who is not signed in and with 403 who may not.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly log = new Logger('Access');
  private readonly adminRule: RateLimitRule;
  private readonly callOptions: CallOptions;

  constructor(
    private readonly tokens: VerifiedTokens,
    private readonly operators: OperatorTokens,
    private readonly principals: PrincipalCache,
    private readonly apiKeys: ApiKeyCache,
    private readonly permissions: PermissionCache,
    private readonly rateLimits: RateLimits,
    private readonly activity: Activity,
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    @Inject(SETTINGS)
    private readonly settings: Pick<Settings, 'adminRateLimit' | 'requestTimeoutMs' | Waiver>,
    @Inject(SEALING) sealing: Sealing,
  ) {
    this.callOptions = {
      timeoutMs: settings.requestTimeoutMs,
      fingerprint: (asked) => sealing.fingerprint('gateway.command', asked),
    };
    this.adminRule = {
      name: 'admin',
      limit: settings.adminRateLimit,
      windowSeconds: 60,
      bucketSeconds: 10,
    };
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const facts = factsOf(context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    return this.letsInAtOnce(facts, request) || this.letIn(facts, request, http.getResponse<FastifyReply>());
  }

  /** Most who have a session, and use what is theirs, are known: nothing has to be waited for. */
  private letsInAtOnce({ access, permission }: RouteFacts, request: FastifyRequest): boolean {
    if (access?.kind !== 'requires' || permission !== undefined) return false;
    if (isAdministrative(access.capability) || access.waivedBy !== undefined || access.orOperator === true) {
      return false;
    }
    const principal = this.known(credentialOf(request.headers));
    if (principal === undefined) return false;
    request.call = this.open(request, principal);
    this.requireCapability(request, request.call, access.capability);
    return true;
  }

  private async letIn(
    { access, permission }: RouteFacts,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    if (access === undefined) throw new Error(`${request.url} does not say who may call it`);
    if (access.kind === 'public' || this.isWaived(access.waivedBy)) {
      const principal =
        access.kind === 'public' && access.session === 'used' ? await this.recognise(request) : ANONYMOUS;
      request.call = this.open(request, principal);
      return true;
    }
    const isOperator = access.orOperator === true && this.isFromOperator(request);
    const principal = isOperator ? SYSTEM : await this.authenticate(request);
    request.call = this.open(request, principal);
    await this.admit(request, request.call, access.capability, reply);
    if (permission !== undefined) await this.assertGranted(permission, request.call);
    return true;
  }

  /**
   * For work that goes on after its request was let in: whether it still would be.
   *
   * @throws ReeveError 401 when the credential is not good any more, 403 when its holder may not any more.
   */
  async readmit(request: FastifyRequest, capability: Capability): Promise<void> {
    if (!holdsCapability(await this.authenticate(request), capability)) {
      throw errors.accessProhibited(capability);
    }
  }

  private isFromOperator({ headers }: FastifyRequest): boolean {
    const credential = credentialOf(headers);
    return credential !== null && this.operators.isGood(credential);
  }

  private isWaived(waiver: Waiver | undefined): boolean {
    return waiver !== undefined && this.settings[waiver];
  }

  /**
   * @throws ReeveError 401 unless the request carries the token of a session that goes on, or an API key; 403 for a key that
   *   may not be used, or not here.
   */
  private async authenticate(request: FastifyRequest): Promise<Principal> {
    const credential = credentialOf(request.headers);
    if (credential === null) throw errors.notAuthenticated();
    if (isApiKey(credential)) {
      return await this.apiKeys.authenticate(credential, pathOf(request), (principal) =>
        this.open(request, principal),
      );
    }
    const session = await this.tokens.verify(credential, request);
    return (
      this.principals.known(session) ??
      (await this.principals.resolve(session, this.open(request, ANONYMOUS)))
    );
  }

  /** Whose session's token it is, where both were verified before. */
  private known(credential: string | null): Principal | undefined {
    const session = credential === null ? undefined : this.tokens.known(credential);
    return session && this.principals.known(session);
  }

  /** Nobody, unless the request carries a credential that is good here. */
  private async recognise(request: FastifyRequest): Promise<Principal> {
    try {
      return await this.authenticate(request);
    } catch (error) {
      if (error instanceof ReeveError && (error.status === 401 || error.status === 403)) return ANONYMOUS;
      throw error;
    }
  }

  private async admit(
    request: FastifyRequest,
    call: CallContext,
    capability: Capability,
    reply: FastifyReply,
  ): Promise<void> {
    // Before the refusal, so that the limit bounds how often one can be recorded.
    if (isAdministrative(capability)) {
      await this.rateLimits.enforceRateLimit(reply, this.adminRule, call.principal.id ?? '');
    }
    this.requireCapability(request, call, capability);
  }

  /** @throws ReeveError `ACCESS-PROHIBITED` 403. */
  private requireCapability(request: FastifyRequest, call: CallContext, capability: Capability): void {
    if (holdsCapability(call.principal, capability)) {
      this.activity.seen(call);
      return;
    }
    const refusal = errors.accessProhibited(capability);
    if (isAdministrative(capability)) this.recordRefusal(request, call, capability, refusal.code);
    throw refusal;
  }

  /** An administrator may without it (reference 8). @throws ReeveError `PERMISSIONS-NOT-GRANTED` 403. */
  private async assertGranted(permission: PermissionLeaf, call: CallContext): Promise<void> {
    const { id, role } = call.principal;
    if (role === 'admin') return;
    if (id === null || !(await this.permissions.holds(id, permission, call))) {
      throw permissionsErrors.notGranted(permission);
    }
  }

  /** Nobody waits for it: the refusal is answered whether or not it could be recorded. */
  private recordRefusal(
    request: FastifyRequest,
    call: CallContext,
    capability: Capability,
    code: string,
  ): void {
    const route = request.routeOptions.url ?? '';
    this.bus
      .request(auditRpc.recordRefusal, { method: request.method, route, capability, code }, call)
      .catch((error: unknown) => {
        this.log.warn({ err: error, requestId: call.requestId }, 'A refused request could not be recorded');
      });
  }

  private open(request: FastifyRequest, principal: Principal): CallContext {
    return openCall(request, principal, this.callOptions);
  }
}

const isAdministrative = (capability: Capability): boolean =>
  capability !== 'session' && capability !== 'verified';

/** As it was sent, without the query: what a router makes of it later is no part of what a key was made for. */
const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';
