import { randomUUID } from 'node:crypto';
import type { CallContext } from '@reeve/contracts';
import { account, call, signedIn } from './users-installation.js';
import type { UsersProcess } from './users-installation.js';

/** The call of an administrator, each with a command of its own. */
export const asAdministrator = (overrides: Partial<CallContext> = {}): CallContext =>
  call({ principal: signedIn('the administrator', 'admin'), ...overrides });

/** Somebody new with an account. @returns their id. */
export async function newcomer({ users }: UsersProcess, name = 'Ada'): Promise<string> {
  const newAccount = { ...account(name), email: `${randomUUID()}@example.com`, role: 'user' } as const;
  return (await users.addUser.execute(newAccount, asAdministrator())).user.id;
}

/** A group of any name. @returns its id. */
export async function newGroup(
  { groups }: UsersProcess,
  details: {
    readonly name?: string;
    readonly parent?: string | null;
    readonly permissions?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
    readonly data?: CreateRequest['data'];
  } = {},
): Promise<string> {
  const { group } = await groups.createGroup.execute(
    {
      name: details.name ?? `Group ${randomUUID()}`,
      description: '',
      permissions: details.permissions ?? null,
      data: details.data ?? null,
      parentGroupId: details.parent ?? null,
    },
    asAdministrator(),
  );
  return group.id;
}

type CreateRequest = Parameters<UsersProcess['groups']['createGroup']['execute']>[0];
