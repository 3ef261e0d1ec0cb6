import type { JsonObject } from '@reeve/contracts';
import { ObjectField } from '../http/index.js';

const LEAVES = 'Permissions by name, true or false.';

/** Which permissions there are is for the users context to say, with the path of each that there is not. */
export class DefaultPermissionsBody {
  @ObjectField({ description: LEAVES, example: { models: true } })
  readonly workspace!: JsonObject;

  @ObjectField({ description: LEAVES })
  readonly sharing!: JsonObject;

  @ObjectField({ description: `${LEAVES} Older clients do not send it.`, optional: true, nullable: true })
  readonly access_grants?: JsonObject | null;

  @ObjectField({ description: LEAVES, example: { delete: false } })
  readonly chat!: JsonObject;

  @ObjectField({ description: LEAVES })
  readonly features!: JsonObject;

  @ObjectField({ description: `${LEAVES} Older clients do not send it.`, optional: true, nullable: true })
  readonly settings?: JsonObject | null;
}
