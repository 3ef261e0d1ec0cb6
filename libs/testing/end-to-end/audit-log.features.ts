import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import { describe, expect, it, vi } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const LOGS = '/api/v1/admin/audit/logs';
/** The fork's own address of it (reference 0). */
const BILLING_LOGS = '/api/v1/admin/billing/audit/logs';
const WITHIN = { timeout: 10_000 };

/** Who did what, when and from where: as the audit log answers it. */
export function describeAuditLog(startTopology: StartTopology): void {
  describeInstallation(
    'The audit log',
    startTopology,
    { environment: { REEVE_TRUST_PROXY: 'true' } },
    (installation) => {
      specifyPeople(installation);
      specifyRefusals(installation);
      specifyFilters(installation);
      specifyPages(installation);

      it('is read at either of its addresses', async () => {
        const [one, other] = await Promise.all(
          [LOGS, BILLING_LOGS].map((path) =>
            installation.admin.get(`${path}?limit=3&action=user_registered`),
          ),
        );
        expect([one?.status, one?.object['total']]).toEqual([200, expect.any(Number)]);
        expect(other?.body).toEqual(one?.body);
      });

      it('is the same after a restart', async () => {
        const before = await installation.audit({ limit: 1000 });
        await installation.running.restart();
        expect(await installation.audit({ limit: 1000 })).toEqual(before);
      });
    },
  );

  // Recorded beside the answer, which does not wait for it: not where others count entries.
  describeInstallation('Refusals of administrators’ routes', startTopology, {}, specifyRefusedRequests);
}

function specifyPeople(installation: Installation): void {
  describe('tells of people', () => {
    it('that the first to sign up became the primary administrator', async () => {
      const { id } = installation.administrator;
      const entries = await installation.audit({ user_id: id, to: 4_000_000_000 });
      expect(entries.map(({ action }) => action)).toEqual(
        expect.arrayContaining(['user_registered', 'session_started']),
      );
      // By whoever comes first: the sign-up itself, or the process that would complete an interrupted one.
      const claims = await installation.audit({
        entity_id: id,
        action: 'user_primary_administrator_claimed',
      });
      expect(claims).toHaveLength(1);
      const [promotion] = await installation.audit({ entity_id: id, action: 'user_role_changed' });
      expect(promotion).toMatchObject({ changes: { role: { old: 'pending', new: 'admin' } } });
    });

    it('that an administrator added an account', async () => {
      const member = await installation.person('user', 'Grace');
      expect(
        await installation.audit({ entity_type: 'user', entity_id: member.id, action: 'user_registered' }),
      ).toMatchObject([
        {
          user_id: installation.administrator.id,
          actor_name: 'Ada',
          description: 'Account added by an administrator, with the role user',
          audit_metadata: { role: 'user', source: 'administrator' },
        },
      ]);
    });

    it('that somebody signed in and out, and from where', async () => {
      const { id, name, email, password } = await installation.person('user', 'Grace');
      const from = {
        'x-forwarded-for': '192.0.2.7',
        'user-agent': 'Mozilla/5.0',
        'x-request-id': randomUUID(),
      };
      const session = await installation.anyone.post('/api/v1/auths/signin', { email, password }, from);
      const there = installation.anyone.as(session.object['token'] as string).with(from);
      await there.post('/api/v1/auths/signout', {});

      const entries = await installation.audit({ user_id: id });
      expect(entries.slice(0, 2)).toMatchObject(
        [
          { action: 'session_ended', description: 'Signed out' },
          { action: 'session_started', description: 'Signed in' },
        ].map((entry) => ({
          ...entry,
          entity_type: 'session',
          actor_kind: 'user',
          actor_name: name,
          actor_role: 'user',
          ip: '192.0.2.7',
          user_agent: 'Mozilla/5.0',
          request_id: from['x-request-id'],
        })),
      );
    });
  });
}

function specifyRefusals(installation: Installation): void {
  describe('tells of refusals', () => {
    it.each([
      ['a wrong password', 'wrong-password', (email: string) => email],
      ['an e-mail that nobody has', 'unknown-email', () => installation.someone('Nobody').email],
    ])('of a sign-in with %s', async (_what, reason, emailFrom) => {
      const { id, email } = await installation.person('user');
      const requestId = randomUUID();
      const refused = await installation.anyone.post(
        '/api/v1/auths/signin',
        { email: emailFrom(email), password: installation.secrets.make('guess') },
        { 'x-request-id': requestId, 'x-forwarded-for': '192.0.2.8' },
      );
      expect([refused.status, refused.code]).toEqual([400, 'USERS-CREDENTIALS-INVALID']);
      const entries = await installation.audit({ action: 'sign_in_refused' });
      expect(entries.find((entry) => entry['request_id'] === requestId)).toMatchObject({
        user_id: null,
        entity_type: 'user',
        entity_id: reason === 'wrong-password' ? id : 'unknown',
        audit_metadata: { reason, email_fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
        actor_kind: 'anonymous',
        actor_name: null,
        ip: '192.0.2.8',
      });
    });
  });
}

function specifyRefusedRequests(installation: Installation): void {
  it('are in the audit log', async () => {
    const member = await installation.person('user', 'Mallory');
    await member.client.post('/api/v1/configs/banners', { banners: [] });
    const entries = await vi.waitUntil(async () => {
      const found = await installation.audit({ user_id: member.id, action: 'request_refused' });
      return found.length > 0 && found;
    }, WITHIN);
    expect(entries).toMatchObject([
      {
        entity_type: 'request',
        entity_id: '/api/v1/configs/banners',
        audit_metadata: { method: 'POST', capability: 'config.write', code: 'AUTH-FORBIDDEN' },
        actor_name: 'Mallory',
        actor_role: 'user',
      },
    ]);
  });

  it.each([LOGS, BILLING_LOGS])('keep the log itself from others: %s', async (path) => {
    const member = await installation.person('user');
    expect((await member.client.get(path)).code).toBe('AUTH-FORBIDDEN');
    expect((await installation.anyone.get(path)).code).toBe('AUTH-MISSING');
  });
}

function specifyFilters(installation: Installation): void {
  describe('is filtered', () => {
    it.each(['entity_type', 'entity_id', 'user_id', 'action'])('by %s', async (name) => {
      const member = await installation.person('user');
      const all = await installation.audit({ limit: 1000 });
      const value = all.find((entry) => entry['entity_id'] === member.id)?.[name] as string;
      const expected = all.filter((entry) => entry[name] === value);
      expect(expected.length).toBeLessThan(all.length);
      expect(await installation.audit({ [name]: value, limit: 1000 })).toEqual(expected);
    });

    it('by all filters that are given, together', async () => {
      const { id } = await installation.person('user');
      const filters = { entity_type: 'user', entity_id: id, user_id: installation.administrator.id };
      expect(await installation.audit({ ...filters, action: 'user_registered' })).toHaveLength(1);
      expect(await installation.audit({ ...filters, action: 'user_role_changed' })).toEqual([]);
    });

    it('by time, both ends included', async () => {
      await installation.person('user');
      const all = await installation.audit({ limit: 1000 });
      const [newest, oldest] = [timeOf(all[0]), timeOf(all.at(-1))];
      expect(await installation.audit({ from: oldest, to: newest, limit: 1000 })).toEqual(all);
      expect(await installation.audit({ from: newest + 1 })).toEqual([]);
      expect(await installation.audit({ to: oldest - 1 })).toEqual([]);
    });

    it.each([
      ['limit=0', 'query.limit greater_than_equal'],
      ['limit=1001', 'query.limit less_than_equal'],
      ['offset=-1', 'query.offset greater_than_equal'],
      ['from=yesterday', 'query.from int_parsing'],
      ['from=2&to=1', 'query.to value_error'],
      ['action=', 'query.action string_too_short'],
    ])('with nothing else: %s', async (query, issue) => {
      const refusal = await installation.admin.get(`${LOGS}?${query}`);
      expect([refusal.status, refusal.issues]).toEqual([422, [issue]]);
    });
  });
}

function specifyPages(installation: Installation): void {
  it('is read page by page, newest first, with how many there are', async () => {
    await Promise.all(Array.from({ length: 4 }, () => installation.person('pending')));
    const all = await installation.audit({ action: 'user_registered', limit: 1000 });
    const times = all.map(timeOf);
    expect(times).toEqual([...times].sort((one, other) => other - one));

    const pages: JsonObject[] = [];
    for (let offset = 0; offset < all.length; offset += 2) {
      const { object } = await installation.admin.get(
        `${LOGS}?action=user_registered&limit=2&offset=${offset}`,
      );
      expect(object['total']).toBe(all.length);
      pages.push(...(object['items'] as unknown as JsonObject[]));
    }
    expect(pages).toEqual(all);
  });

  it('shows events of one second in the order of the log, latest first', async () => {
    const entries = await installation.audit({ limit: 1000 });
    const events = await installation.running.events();
    const order = new Map(events.map(({ id }, index) => [id as unknown, index]));
    for (const [index, entry] of entries.slice(1).entries()) {
      const before = entries[index];
      if (timeOf(before) !== timeOf(entry)) continue;
      expect(order.get(before?.['id'])).toBeGreaterThan(order.get(entry['id']) ?? Infinity);
    }
    // Every event has its entry, and nothing else does.
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
  });
}

const timeOf = (entry: JsonObject | undefined): number => Number(entry?.['created_at']);
