import type { GroupName } from '@reeve/contracts';
import type { GroupDocuments } from './group-documents.js';

/** The groups of whoever a page shows. */
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
    const names = await this.documents.names();
    return people.map((person) => {
      const groups = groupIdsOf(person).flatMap((id): readonly GroupName[] => {
        const group = names.get(id);
        return group === undefined || group.deleted ? [] : [{ id, name: group.name }];
      });
      return { groups, ...person };
    });
  }
}
