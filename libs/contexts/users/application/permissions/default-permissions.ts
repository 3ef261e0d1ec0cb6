import {
  DEFAULT_PERMISSIONS_STREAM,
  fillPermissions,
  isPermissionLeaf,
  readPermissionTree,
  schemaDefaults,
  SECTIONS_SINCE_S,
  toPermissionTree,
  validationFailed,
} from '@reeve/contracts';
import type {
  CallContext,
  JsonObject,
  PermissionLeaf,
  PermissionTree,
  PermissionValues,
  Visibility,
} from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { DEFAULT_PERMISSIONS, DEFAULT_PERMISSIONS_ID } from '@reeve/users/projections';
import type { DefaultPermissionsDocument } from '@reeve/users/projections';
import type { GroupsAggregates } from '../groups/groups-aggregates.js';

/** What everybody may. */
export class DefaultPermissions {
  private readonly documents: Collection<DefaultPermissionsDocument>;

  /** @param factory every leaf, as the environment has it. */
  constructor(
    documentStore: DocumentStore,
    private readonly aggregates: Pick<GroupsAggregates, 'defaultPermissions'>,
    private readonly progress: ProjectionProgress,
    private readonly factory: PermissionValues,
  ) {
    this.documents = documentStore.collection<DefaultPermissionsDocument>(DEFAULT_PERMISSIONS);
  }

  /** Every leaf: what was stored, else what the environment says. */
  async values(): Promise<PermissionValues> {
    const document = await this.documents.get(DEFAULT_PERMISSIONS_ID);
    const stored = Object.entries(document?.stored ?? {}).filter(([leaf]) => isPermissionLeaf(leaf));
    return fillPermissions(new Map(stored as [PermissionLeaf, boolean][]), this.factory);
  }

  factoryTree(): PermissionTree {
    return toPermissionTree(this.factory);
  }

  /**
   * Stores every leaf; those that are absent become the schema's defaults.
   *
   * @throws ReeveError `REQUEST-INVALID` 422 for an absent section that S has too, and for every leaf that is unknown or no
   *   boolean; what the aggregate runner throws.
   */
  async change(
    { permissions }: { readonly permissions: JsonObject },
    call: CallContext,
  ): Promise<{ readonly permissions: PermissionTree } & Visibility> {
    const values = readWholeTree(permissions);
    const { position } = await this.aggregates.defaultPermissions.execute(
      DEFAULT_PERMISSIONS_STREAM,
      { kind: 'change', values },
      call,
    );
    const visible = await readYourWrites(this.progress, position, call);
    return { permissions: toPermissionTree(values), visible };
  }
}

function readWholeTree(tree: JsonObject): PermissionValues {
  const absent = SECTIONS_SINCE_S.filter((section) => (tree[section] ?? null) === null);
  const { values, issues } = readPermissionTree(tree, ['body']);
  const all = [
    ...absent.map((section) => ({ loc: ['body', section], type: 'missing', msg: 'Field required' })),
    ...issues,
  ];
  if (all.length > 0) throw validationFailed(all);
  return fillPermissions(values, schemaDefaults());
}
