import { MEMBERSHIPS } from '@reeve/contracts';
import type { JsonObject, MembershipFilter } from '@reeve/contracts';
import { BooleanField, ChoiceField, IntegerField, ListField, ObjectField, TextField } from '../http/index.js';

const MAX_NAME_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 10_000;

/** Which permissions there are is for the users context to say, with the path of each that there is not. */
export class GroupBody {
  @TextField({
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
    description: 'Trimmed; belongs to one group, unless the operator lets names be used twice.',
    example: 'Staff',
  })
  readonly name!: string;

  @TextField({ maxLength: MAX_DESCRIPTION_LENGTH })
  readonly description!: string;

  @ObjectField({
    optional: true,
    nullable: true,
    description:
      'What members may beyond the defaults, as a tree of booleans. In an update null changes nothing.',
    example: { features: { api_keys: true } },
  })
  readonly permissions?: JsonObject | null;

  @ObjectField({
    optional: true,
    nullable: true,
    description:
      '`config.share`: who may share with the group (true, false or `members`); `config.default_models`: model ids. An update merges it, and `config` in it.',
  })
  readonly data?: JsonObject | null;

  @TextField({
    optional: true,
    nullable: true,
    description: 'The group it is placed under; null for none. In an update an absent one changes nothing.',
  })
  readonly parent_group_id?: string | null;
}

export class GroupUsersBody {
  @ListField('text', {
    optional: true,
    nullable: true,
    description: 'Ids of people, at most 10,000. Those to whom it makes no difference are passed over.',
  })
  readonly user_ids?: readonly string[] | null;
}

export class GroupListQuery {
  @BooleanField({
    optional: true,
    description:
      'For others than administrators: only groups that may (true) or may not (false) be shared with.',
  })
  readonly share?: boolean;
}

export class GroupMembersQuery {
  @ChoiceField(MEMBERSHIPS, {
    optional: true,
    description: 'Inherited members are those of groups below; effective ones are all.',
  })
  readonly membership: MembershipFilter = 'effective';

  @TextField({ optional: true, maxLength: 500, description: 'Part of a name or an e-mail.' })
  readonly query: string = '';

  @IntegerField({ optional: true, min: 1, max: 1_000_000, description: 'Thirty members each.' })
  readonly page: number = 1;
}

export class InheritedQuery {
  @BooleanField({ optional: true, description: 'Also the groups above those that the person is in.' })
  readonly include_inherited: boolean = false;
}
