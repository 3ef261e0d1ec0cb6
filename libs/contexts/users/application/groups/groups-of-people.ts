import type { GroupName } from '@reeve/contracts';
import type { GroupDocuments } from './group-documents.js';

/** The groups of whoever a page shows: one question for all of them, and one more where it is not known which. */
export class GroupsOfPeople {
  constructor(private readonly documents: GroupDocuments) {}

  /** Adds to each person the groups that they are in by themselves. */
  async shown<Person extends { readonly id: string }>(
    people: readonly Person[],
  ): Promise<readonly (Person & { readonly groups: readonly GroupName[] })[]> {
    const idsOf = await this.documents.directGroupIdsOf(people.map(({ id }) => id));
    return await this.named(people, ({ id }) => idsOf.get(id) ?? []);
  }

  /** Adds to each person those of these groups that are there. */
  async named<Person>(
    people: readonly Person[],
    groupIdsOf: (person: Person) => readonly string[],
  ): Promise<readonly (Person & { readonly groups: readonly GroupName[] })[]> {
    const groups = await this.documents.many([...new Set(people.flatMap(groupIdsOf))]);
    const names = new Map(groups.map(({ groupId, name }) => [groupId, { id: groupId, name }]));
    return people.map((person) => {
      const found = groupIdsOf(person).map((id) => names.get(id));
      return { groups: found.filter((name) => name !== undefined), ...person };
    });
  }
}
