import type { Role } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { Client } from './client.js';
import type { StartTopology, Topology } from './topology.js';

const RACERS = 20;
/** Installations that race at the same time: hashing passwords leaves the main thread free for another's. */
const AT_ONCE = 3;

/**
 * Many sign up first: one of them becomes the primary administrator, and stays the only one.
 *
 * @param installations how often, each time with an installation that is new.
 */
export function describeFirstSignUp(startTopology: StartTopology, installations: number): void {
  describe('The first sign-up', () => {
    it(
      `of ${RACERS} who race makes one primary administrator, in each of ${installations} new installations`,
      { timeout: 300_000 },
      async () => {
        const waiting = Array.from({ length: installations }, (_, index) => index);
        const work = async (): Promise<void> => {
          while (waiting.pop() !== undefined) await race(startTopology);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      },
    );
  });
}

async function race(startTopology: StartTopology): Promise<void> {
  const topology = await startTopology({ environment: { REEVE_LOG_LEVEL: 'warn' } });
  try {
    const anyone = new Client(() => topology.url);
    const before = await anyone.get('/api/config');
    expect(before.object).toMatchObject({ onboarding: true, features: { enable_signup: true } });

    const answers = await Promise.all(Array.from({ length: RACERS }, (_, index) => signUp(anyone, index)));
    const administrators = answers.filter(({ role }) => role === 'admin');
    expect(administrators).toHaveLength(1);
    // The others came second: too late, or with an account that waits for an administrator.
    const others = answers.filter(({ role }) => role !== 'admin');
    for (const { status, role } of others) expect(status === 403 || role === 'pending').toBe(true);
    expect(await rolesOfPrimaryAdministrators(topology)).toEqual({ [administrators[0]?.id ?? '']: 'admin' });
    expect((await signUp(anyone, RACERS)).status).toBe(403);
  } finally {
    await topology.stop();
  }
}

async function signUp(client: Client, index: number) {
  const account = {
    name: `Racer ${index}`,
    email: `racer${index}@example.com`,
    password: `password ${index}`,
  };
  const answer = await client.post('/api/v1/auths/signup', account);
  const { id, role } = answer.object as { id?: string; role?: Role };
  return { status: answer.status, id, role };
}

/** By the log: everybody who ever got the place or the role. */
async function rolesOfPrimaryAdministrators(topology: Topology): Promise<Record<string, Role>> {
  const events = await topology.events();
  const claims = events.filter(({ type }) => type === 'users.primary-administrator.claimed.v1');
  const promotions = events.filter(({ type }) => type === 'users.user.role-changed.v1');
  return Object.fromEntries([
    ...claims.map(({ data }): [string, Role] => [data['userId'] as string, 'pending']),
    ...promotions.map(({ data }): [string, Role] => [
      data['userId'] as string,
      (data['role'] as { readonly new: Role }).new,
    ]),
  ]);
}
