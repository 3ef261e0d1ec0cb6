import { USER_ORDERS } from '@reeve/contracts';
import type { UserOrder, UsersQuery } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { GroupDocuments, ListUsers, UserActivity } from '@reeve/users/application';
import { USERS } from '@reeve/users/projections';
import type { LiveUserDocument } from '@reeve/users/projections';
import { measure, print } from './measure.js';
import { FAMILY, idOf, nameOf, PEOPLE, random } from './people.js';

const BASE: UsersQuery = { order: 'created_at', direction: 'desc', limit: 30, offset: 0 };

/** Asks as the users service does, in this process: no HTTP, nobody else. */
export async function measureQueries(store: DocumentStore): Promise<void> {
  const list = new ListUsers(store, new UserActivity(store), new GroupDocuments(store));
  for (const [name, queryOf] of figures()) {
    print(
      name,
      await measure(async (index) => {
        await list.execute(queryOf(index));
      }),
    );
  }
  const byId = store.collection<LiveUserDocument>(USERS);
  print(
    'by id',
    await measure(async (index) => {
      await byId.get(idOf(random(index)));
    }),
  );
}

function figures(): readonly (readonly [string, (index: number) => UsersQuery])[] {
  const page = (index: number) => (random(index) % 100) * 30;
  const byOrder = USER_ORDERS.map(
    (order) =>
      [
        `page of the first 100 by ${order}`,
        (index: number) => ({ ...BASE, order, offset: page(index) }),
      ] as const,
  );
  const middle = (order: UserOrder, value: string | number) => ({
    ...BASE,
    order,
    after: { value, id: idOf(PEOPLE / 2) },
  });
  return [
    ...byOrder,
    [
      'page of the first 100, administrators by name',
      (index) => ({ ...BASE, order: 'name', role: 'admin', offset: page(index) }),
    ],
    [
      'page of the first 100, disabled by e-mail',
      (index) => ({ ...BASE, order: 'email', standing: 'disabled', offset: page(index) }),
    ],
    ['deep page by a cursor, by name', (index) => middle('name', nameOf(random(index)))],
    ['deep page by a cursor, by created_at', (index) => middle('created_at', random(index))],
    [
      'search for one person',
      (index) => ({ ...BASE, order: 'name', search: String(random(index)).padStart(7, '0') }),
    ],
    [
      'search for a family name and a digit',
      (index) => ({
        ...BASE,
        order: 'name',
        search: `${FAMILY[index % FAMILY.length] ?? ''} ${String(index % 10)}`,
      }),
    ],
    ['search for what most have', () => ({ ...BASE, order: 'name', search: 'example' })],
    [
      'a week of registrations by name',
      (index) => ({ ...BASE, order: 'name', createdFrom: random(index), createdTo: random(index) + 5_000 }),
    ],
  ];
}
