import type { GroupName } from '@reeve/contracts';
import type { GroupDocuments } from './group-documents.js';

/** The groups of whoever a page shows: two questions for all of them. */
export class GroupsOfPeople {
  constructor(private readonly documents: GroupDocuments) {}

  /** Adds to each person the groups that they are in by themselves. */
  async shown<Person extends { readonly id: string }>(
    people: readonly Person[],
  ): Promise<readonly (Person & { readonly groups: readonly GroupName[] })[]> {
    const idsOf = await this.documents.directGroupIdsOf(people.map(({ id }) => id));
    const groups = await this.documents.many([...new Set([...idsOf.values()].flat())]);
    const names = new Map(groups.map(({ groupId, name }) => [groupId, { id: groupId, name }]));
    return people.map((person) => {
      const found = (idsOf.get(person.id) ?? []).map((id) => names.get(id));
      return { groups: found.filter((name) => name !== undefined), ...person };
    });
  }
}
