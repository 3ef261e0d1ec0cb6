import type { Session } from '../reeve.js';

/** Chains of groups, each below the one before. */
export const CHAINS = 200;
export const DEEP = 50;

const PERMISSIONS = { features: { api_keys: true }, chat: { file_upload: true } };

/**
 * Makes chains of groups as an administrator would, a level at a time.
 *
 * @returns their ids: a chain after the other, each from its root down.
 */
export async function makeGroups(session: Session): Promise<readonly string[]> {
  const chains = Array.from({ length: CHAINS }, (): string[] => []);
  for (let level = 0; level < DEEP; level++) {
    await Promise.all(
      chains.map(async (chain, number) => {
        chain.push(await makeGroup(session, `Group ${number}/${level}`, chain.at(-1) ?? null));
      }),
    );
  }
  return chains.flat();
}

/** Places a group below another, or below none. */
export async function moveGroup(
  { url, headers }: Session,
  id: string,
  name: string,
  parent: string | null,
): Promise<void> {
  await posted(`${url}/api/v1/groups/id/${id}/update`, headers, {
    name,
    description: '',
    parent_group_id: parent,
  });
}

async function makeGroup({ url, headers }: Session, name: string, parent: string | null): Promise<string> {
  const body = { name, description: '', permissions: PERMISSIONS, parent_group_id: parent };
  const { id } = (await posted(`${url}/api/v1/groups/create`, headers, body)) as { readonly id: string };
  return id;
}

async function posted(url: string, headers: Session['headers'], body: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (response.status !== 200)
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}
