import type { GroupsPart } from '@reeve/contracts';

/** Everything of a list that comes in parts, each as long as a message of the bus may be. */
export async function wholeList<Item>(
  part: (after: string | null) => Promise<GroupsPart<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let after: string | null = null; ;) {
    const { items, next }: GroupsPart<Item> = await part(after);
    for (const item of items) all.push(item);
    if (next === null) return all;
    after = next;
  }
}
