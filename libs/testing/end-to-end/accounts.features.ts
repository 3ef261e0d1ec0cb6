import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';

/** Accounts and sessions: who may have one, what it is good for, and when it ends. */
export function describeAccounts(startTopology: StartTopology): void {
  describeInstallation('Accounts', startTopology, {}, (installation) => {
    specifySignUp(installation);
    specifyAdding(installation);
  });
  describeInstallation('Sessions', startTopology, {}, (installation) => {
    specifySigningIn(installation);
    specifySigningOut(installation);
  });
  describeInstallation(
    'Accounts, where sign-up is open',
    startTopology,
    { environment: { ENABLE_SIGNUP: 'true', DEFAULT_USER_ROLE: 'user' } },
    (installation) => {
      it('are for everybody, with the default role', async () => {
        const config = await installation.anyone.get('/api/config');
        expect(config.object['features']).toMatchObject({ enable_signup: true });
        const joined = await installation.anyone.post(`${AUTHS}/signup`, installation.someone('Eve'));
        expect([joined.status, joined.object['role']]).toEqual([200, 'user']);
      });
    },
  );
}

function specifySignUp(installation: Installation): void {
  describe('by signing up', () => {
    it('are for the first one alone, who is an administrator', async () => {
      const own = await installation.admin.get(`${AUTHS}/`);
      expect(own.object).toMatchObject({ id: installation.administrator.id, role: 'admin' });
      const second = await installation.anyone.post(`${AUTHS}/signup`, installation.someone('Eve'));
      expect([second.status, second.code]).toEqual([403, 'USERS-SIGN-UP-CLOSED']);
      const { object } = await installation.anyone.get('/api/config');
      expect(object).not.toHaveProperty('onboarding');
      expect(object['features']).toMatchObject({ enable_signup: false });
    });
  });
}

function specifyAdding(installation: Installation): void {
  describe('that an administrator adds', () => {
    it.each([
      [{ role: 'admin' }, 'admin'],
      [{ role: 'user' }, 'user'],
      [{ role: 'pending' }, 'pending'],
      [{}, 'pending'],
      [{ role: null }, 'pending'],
    ])('with %j have the role %s', async (given, role) => {
      const account = installation.someone('Grace');
      const added = await installation.admin.post(`${AUTHS}/add`, { ...account, ...given });
      expect(added.object).toMatchObject({ name: 'Grace', email: account.email, role });
      expect(added.header('set-cookie')).toBeNull();
      const own = await installation.anyone.as(added.object['token'] as string).get(`${AUTHS}/`);
      expect(own.object['role']).toBe(role);
    });

    it('have an e-mail that nobody else has, in whatever case', async () => {
      const { email } = await installation.person('user');
      const again = { ...installation.someone('Eve'), email: email.toUpperCase() };
      const refusal = await installation.admin.post(`${AUTHS}/add`, again);
      expect([refusal.status, refusal.code]).toEqual([400, 'USERS-EMAIL-TAKEN']);
    });

    it('are as many as they should be when one is added many times at once', async () => {
      const account = { ...installation.someone('Grace'), role: 'user' };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => installation.admin.post(`${AUTHS}/add`, account)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    });

    it.each([
      [{ role: 'wizard' }, 422],
      [{ email: 'nobody' }, 400],
      [{ password: '' }, 400],
      [{ profile_image_url: 'javascript:alert(1)' }, 422],
    ])('with %j are refused', async (wrong, status) => {
      const account = { ...installation.someone('Grace'), ...wrong };
      expect((await installation.admin.post(`${AUTHS}/add`, account)).status).toBe(status);
    });
  });
}

function specifySigningIn(installation: Installation): void {
  it('begin with e-mail and password, and are known by header and by cookie', async () => {
    const { id, email, password } = await installation.person('user');
    const session = await installation.anyone.post(`${AUTHS}/signin`, { email, password });
    const token = session.object['token'] as string;
    expect(session.object).toMatchObject({ id, token_type: 'Bearer', role: 'user' });
    expect(session.header('set-cookie')).toMatch(
      new RegExp(`^token=${token}; HttpOnly; Path=/; SameSite=lax; Max-Age=\\d+$`),
    );
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { authorization: `bearer ${token}` },
      { cookie: `theme=dark; token=${token}` },
    ]) {
      const own = await installation.anyone.get(`${AUTHS}/`, headers);
      expect([own.status, own.object]).toMatchObject([200, { id, token }]);
    }
  });

  it.each<Record<string, string>>([
    {},
    { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' },
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJpZCI6ImFkbWluIn0.' },
    { cookie: 'token=forged' },
    { 'x-api-key': 'sk-12345678' },
  ])('are not begun by %j', async (headers) => {
    const refusal = await installation.anyone.get(`${AUTHS}/`, headers);
    expect(refusal.status).toBe(401);
    expect(refusal.object).toEqual({
      status_code: 401,
      detail: expect.stringMatching(/./) as string,
      extra: {
        code: expect.stringMatching(/^AUTH-/) as string,
        request_id: refusal.header('x-request-id'),
      },
    });
  });

  it('go on after a restart', async () => {
    const member = await installation.person('user');
    await installation.running.restart();
    expect((await member.client.get(`${AUTHS}/`)).object['id']).toBe(member.id);
  });
}

function specifySigningOut(installation: Installation): void {
  it.each(['GET', 'POST'])('end at once with %s, and no other one does', async (method) => {
    const { email, password, client } = await installation.person('user');
    const session = await installation.anyone.post(`${AUTHS}/signin`, { email, password });
    const there = installation.anyone.as(session.object['token'] as string);
    expect((await there.get(`${AUTHS}/`)).status).toBe(200);

    const out = await there.send(method, `${AUTHS}/signout`);

    expect([out.status, out.body]).toEqual([200, { status: true }]);
    expect(out.header('set-cookie')).toMatch(/^token=; .*Max-Age=0/);
    const refusals = await Promise.all(
      [`${AUTHS}/`, '/api/v1/configs/banners'].map((path) => there.get(path)),
    );
    for (const { status, code } of refusals) expect([status, code]).toEqual([401, 'USERS-SESSION-ENDED']);
    expect((await client.get(`${AUTHS}/`)).status).toBe(200);
  });

  it('stay ended after a restart', async () => {
    const member = await installation.person('user');
    await member.client.send('POST', `${AUTHS}/signout`);
    await installation.running.restart();
    expect((await member.client.get(`${AUTHS}/`)).code).toBe('USERS-SESSION-ENDED');
  });

  it('that nobody has need no ending', async () => {
    const out = await installation.anyone.as(randomUUID()).send('POST', `${AUTHS}/signout`);
    expect([out.status, out.body]).toEqual([200, { status: true }]);
  });
}
