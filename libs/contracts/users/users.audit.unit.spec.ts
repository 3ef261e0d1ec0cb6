import { describe, expect, it } from 'vitest';
import { describeUsersEvent } from './users.audit.js';
import type { UsersEvent } from './users.events.js';

const SEALED = 'rs1.key.nonce.sealed';
const events: UsersEvent[] = [
  {
    type: 'users.user.registered.v1',
    data: {
      userId: 'u1',
      name: SEALED,
      email: SEALED,
      emailFingerprint: 'f00d',
      profileImageUrl: SEALED,
      passwordHash: SEALED,
      role: 'pending',
      source: 'sign-up',
    },
  },
  {
    type: 'users.user.role-changed.v1',
    data: { userId: 'u1', role: { old: 'pending', new: 'admin' }, reason: 'primary-administrator' },
  },
  {
    type: 'users.email.reserved.v1',
    data: { emailFingerprint: 'f00d', userId: 'u1', reservedAt: '2026-01-01T00:00:00.000Z' },
  },
  {
    type: 'users.email.released.v1',
    data: { emailFingerprint: 'f00d', userId: 'u1', reason: 'never-registered' },
  },
  { type: 'users.primary-administrator.claimed.v1', data: { userId: 'u1' } },
  {
    type: 'users.session.started.v1',
    data: { sessionId: 's1', userId: 'u1', method: 'password', startedAt: 1, expiresAt: null },
  },
  { type: 'users.session.ended.v1', data: { sessionId: 's1', userId: 'u1', reason: 'sign-out' } },
  { type: 'users.session.ended.v1', data: { sessionId: 's1', userId: 'u1', reason: 'administrator' } },
  { type: 'users.session.ended.v1', data: { sessionId: 's1', userId: 'u1', reason: 'disconnected' } },
  {
    type: 'users.password.changed.v1',
    data: {
      userId: 'u1',
      passwordHash: SEALED,
      sessionStamp: { old: 'stamp 1', new: 'stamp 2' },
      keptSessionId: 's1',
      source: 'owner',
    },
  },
  { type: 'users.password.rehashed.v1', data: { userId: 'u1', passwordHash: SEALED } },
  {
    type: 'users.session.all-ended.v1',
    data: {
      userId: 'u1',
      sessionStamp: { old: 'stamp 1', new: 'stamp 2' },
      keptSessionId: null,
      source: 'administrator',
    },
  },
  {
    type: 'users.api-key.created.v1',
    data: {
      userId: 'u1',
      keyId: 'k1',
      hash: 'hash of the key',
      ending: '4f1c',
      name: SEALED,
      createdAt: 1,
      expiresAt: null,
      allowedPaths: ['/api/v1/config'],
    },
  },
  { type: 'users.api-key.deleted.v1', data: { userId: 'u1', keyId: 'k1', reason: 'replaced' } },
  {
    type: 'users.sign-in.refused.v1',
    data: { userId: null, emailFingerprint: 'f00d', reason: 'unknown-email' },
  },
  {
    type: 'users.identity.linked.v1',
    data: { identityFingerprint: 'cafe', userId: 'u1', provider: 'oidc', subject: SEALED },
  },
  {
    type: 'users.import.ended.v1',
    data: { importId: 'i1', rows: { created: 2, exists: 1, invalid: 0 }, complete: true },
  },
];

const recoveryCodes = ['hash of a code'];
const factorEvents: UsersEvent[] = [
  {
    type: 'users.factor.enrolment-begun.v1',
    data: { userId: 'u1', enrolmentId: 'f1', secret: SEALED },
  },
  { type: 'users.factor.enrolled.v1', data: { userId: 'u1', enrolmentId: 'f1', step: 1, recoveryCodes } },
  {
    type: 'users.factor.replaced.v1',
    data: { userId: 'u1', enrolmentId: 'f2', step: 2, recoveryCodes, replaces: 'f1' },
  },
  { type: 'users.factor.code-verified.v1', data: { userId: 'u1', step: 3 } },
  {
    type: 'users.factor.code-refused.v1',
    data: { userId: 'u1', reason: 'used-code', at: 1, challenge: 'hash of a token', throttled: true },
  },
  { type: 'users.factor.recovery-code-used.v1', data: { userId: 'u1', hash: 'hash of a code', left: 9 } },
  { type: 'users.factor.recovery-codes-renewed.v1', data: { userId: 'u1', recoveryCodes } },
  {
    type: 'users.factor.reset-requested.v1',
    data: { userId: 'u1', ticket: 'hash of a ticket', reason: 'lost telephone', expiresAt: 2 },
  },
  { type: 'users.factor.reset-completed.v1', data: { userId: 'u1', ticket: 'hash of a ticket' } },
  { type: 'users.factor.removed.v1', data: { userId: 'u1' } },
  {
    type: 'users.challenge.issued.v1',
    data: {
      challenge: 'hash of a token',
      userId: 'u1',
      step: 'verify',
      purpose: 'sign-in',
      method: 'password',
      sessionStamp: 'stamp 1',
      expiresAt: 2,
    },
  },
  { type: 'users.challenge.answered.v1', data: { challenge: 'hash of a token', userId: 'u1' } },
  {
    type: 'users.sign-in-policy.changed.v1',
    data: { changes: { ENABLE_MFA: { old: false, new: true } }, epoch: { old: null, new: 'e1' } },
  },
];
events.push(...factorEvents);

const change = { old: SEALED, new: SEALED };
const accountEvents: UsersEvent[] = [
  { type: 'users.user.renamed.v1', data: { userId: 'u1', name: change } },
  {
    type: 'users.user.email-changed.v1',
    data: { userId: 'u1', email: change, emailFingerprint: { old: 'f00d', new: 'beef' } },
  },
  { type: 'users.user.profile-image-changed.v1', data: { userId: 'u1', profileImageUrl: SEALED } },
  { type: 'users.user.profile-changed.v1', data: { userId: 'u1', profile: { bio: change } } },
  { type: 'users.user.timezone-changed.v1', data: { userId: 'u1', timezone: change } },
  { type: 'users.user.status-changed.v1', data: { userId: 'u1', status: change } },
  { type: 'users.user.settings-changed.v1', data: { userId: 'u1', settings: change } },
  { type: 'users.user.info-changed.v1', data: { userId: 'u1', info: change } },
  { type: 'users.user.variables-changed.v1', data: { userId: 'u1', variables: change } },
  { type: 'users.user.disabled.v1', data: { userId: 'u1', role: 'user' } },
  { type: 'users.user.enabled.v1', data: { userId: 'u1', role: 'user' } },
  {
    type: 'users.user.deleted.v1',
    data: { userId: 'u1', emailFingerprint: 'f00d', role: 'user', standing: 'active', erase: true },
  },
  { type: 'users.user.erasure-requested.v1', data: { userId: 'u1' } },
  { type: 'users.user.default-group-missed.v1', data: { userId: 'u1', groupId: 'g1' } },
  { type: 'users.user.deletion-step-done.v1', data: { userId: 'u1', step: 'sessions' } },
  { type: 'users.user.deletion-completed.v1', data: { userId: 'u1', erased: true } },
  {
    type: 'users.user.primary-administrator-designated.v1',
    data: { userId: 'u1', by: 'u0', protection: 3 },
  },
  { type: 'users.user.primary-administrator-relieved.v1', data: { userId: 'u1', designated: 'u2' } },
  { type: 'users.primary-administrator.transferred.v1', data: { userId: { old: 'u0', new: 'u1' } } },
];
events.push(...accountEvents);

const describeEvent = (event: UsersEvent) => describeUsersEvent({ ...event, stream: 'any' });

describe('The users context in the audit log', () => {
  it.each(events.map((event) => [event.type, event] as const))('tells %s', (_type, event) => {
    expect(describeEvent(event)).toMatchObject({
      entityType: expect.stringMatching(/^(user|session|api_key|import|sign_in_policy)$/) as unknown,
      entityId: expect.stringMatching(/^(u1|s1|k1|i1|sign-in-policy|unknown)$/) as unknown,
      action: expect.stringMatching(/^[a-z_]+$/) as unknown,
      description: expect.stringMatching(/.+/) as unknown,
    });
  });

  it('never carries a sealed value along', () => {
    expect(JSON.stringify(events.map(describeEvent))).not.toContain(SEALED);
  });

  it('tells nothing of a stamp, a key or a code but that there was one', () => {
    expect(JSON.stringify(events.map(describeEvent))).not.toMatch(/stamp \d|hash of|4f1c/);
  });

  it('says what a second factor was reset for, and who may try no more', () => {
    const [refused, requested] = ['factor_refused', 'factor_reset_requested'].map((action) =>
      events.map(describeEvent).find((entry) => entry?.action === action),
    );
    expect(refused?.description).toContain('this code was used before; no more attempts for now');
    expect(requested).toMatchObject({ metadata: { reason: 'lost telephone', expires_at: 2 } });
  });

  it('shows a changed role as old and new', () => {
    const described = events.map(describeEvent).find((entry) => entry?.action === 'user_role_changed');
    expect(described?.changes).toEqual({ role: { old: 'pending', new: 'admin' } });
  });

  it('leaves a type it does not know to whoever asks', () => {
    expect(
      describeUsersEvent({ type: 'users.user.renamed.v9', stream: 'user-u1', data: {} }),
    ).toBeUndefined();
  });
});
