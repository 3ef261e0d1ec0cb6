import { errors, parseLifetime } from '@reeve/contracts';
import type {
  AuthenticationMethod,
  CallContext,
  SessionEndReason,
  SessionUser,
  StartedSession,
  Visibility,
} from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import { sessionStream } from '@reeve/users/domain';
import { validate } from 'uuid';
import type { AdminSettings } from './admin-settings.js';
import { sessionIdOf, stepOf } from './command-call.js';
import type { UsersAggregates } from './users-aggregates.js';

export interface SessionProof {
  readonly method: AuthenticationMethod;
  /** Theirs, as sessions of the epoch bear it (`stampIn`). */
  readonly sessionStamp: string;
  /** Whether they have proven their second factor, too. */
  readonly factorProven: boolean;
}

/** Starts sessions, and ends them where their person signs out. */
export class Sessions {
  constructor(
    private readonly aggregates: UsersAggregates,
    private readonly progress: ProjectionProgress,
    private readonly settings: AdminSettings,
  ) {}

  /**
   * @param proof how the person has proven who they are, and their stamp as it was read with what that was checked against:
   *   a session that starts while it changes is over from the start.
   */
  async start(
    user: SessionUser,
    { method, sessionStamp, factorProven }: SessionProof,
    call: CallContext,
  ): Promise<StartedSession & Visibility> {
    const sessionId = sessionIdOf(call);
    const { admin } = await this.settings.current();
    // Null, of `-1`, for no end. Nothing else than a lifetime can have been set.
    const lifetimeMs = parseLifetime(admin.JWT_EXPIRES_IN) ?? null;
    const startedAt = Math.floor(Date.now() / 1000);
    const expiresAt = lifetimeMs === null ? null : startedAt + Math.ceil(lifetimeMs / 1000);
    const { state, position } = await this.aggregates.sessions.execute(
      sessionStream(sessionId),
      {
        kind: 'start',
        sessionId,
        userId: user.id,
        method,
        startedAt,
        expiresAt,
        sessionStamp,
        factorProven,
      },
      call,
    );
    if (state.status !== 'active') throw errors.internal();
    const visible = await readYourWrites(this.progress, position, call);
    return {
      user,
      sessionId,
      issuedAt: state.startedAt,
      expiresAt: state.expiresAt,
      method,
      sessionStamp,
      factorProven,
      visible,
    };
  }

  /** Ends somebody's session, for good, because of something that was decided about their account. */
  async end(
    sessionId: string,
    userId: string,
    reason: SessionEndReason,
    call: CallContext,
  ): Promise<Position | undefined> {
    const { position } = await this.aggregates.sessions.execute(
      sessionStream(sessionId),
      { kind: 'end', sessionId, userId, reason, actorId: null, primaryAdministratorId: null },
      stepOf(call, `end ${sessionId}`),
    );
    return position;
  }

  /**
   * Ends the caller's session. Who has none (nobody signed in, an API key) has nothing to end; nor has a token whose id is no
   * UUID: no server of this kind makes such.
   */
  async endOwn(call: CallContext): Promise<Visibility> {
    const { id: userId, sessionId } = call.principal;
    if (userId === null || sessionId === null || !validate(sessionId)) return { visible: true };
    const { position } = await this.aggregates.sessions.execute(
      sessionStream(sessionId),
      { kind: 'end', sessionId, userId, reason: 'sign-out', actorId: userId, primaryAdministratorId: null },
      call,
    );
    return { visible: await readYourWrites(this.progress, position, call) };
  }
}
