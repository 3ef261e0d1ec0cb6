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
    const named = await this.naming();
    return people.map((person) => Object.assign({ groups: named(idsOf.get(person.id) ?? []) }, person));
  }

  /** Names those of some groups that are there, in the same order. */
  async naming(): Promise<(groupIds: readonly string[]) => readonly GroupName[]> {
    const names = await this.documents.names();
    return (groupIds) => {
      const named: GroupName[] = [];
      for (const id of groupIds) {
        const group = names.get(id);
        if (group !== undefined && !group.deleted) named.push({ id, name: group.name });
      }
      return named;
    };
  }
}
