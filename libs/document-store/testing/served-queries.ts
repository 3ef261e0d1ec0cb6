import type {
  Collection,
  CollectionDefinition,
  Document,
  DocumentStore,
  FindOptions,
} from '@reeve/document-store';
import { indexServes } from './index-serves.js';
import type { QueryShape } from './index-serves.js';

/** A query that would look at documents it does not answer with. */
export class QueryNotServedError extends Error {
  override readonly name = 'QueryNotServedError';
  constructor({ name }: CollectionDefinition, shape: QueryShape) {
    super(`No index of ${name} serves ${JSON.stringify(shape)}`);
  }
}

/** Of a query that no index serves, whether that is known and meant. */
export type ServedOtherwise = (definition: CollectionDefinition, shape: QueryShape) => boolean;

/**
 * The same store, but that it refuses what no declared index serves: put under a context in its specifications, it finds what a
 * list of queries written down beside them would miss. What is searched for is found by the search's own index.
 */
export function withServedQueries(
  store: DocumentStore,
  servedOtherwise: ServedOtherwise = () => false,
): DocumentStore {
  const check = (definition: CollectionDefinition, shape: QueryShape): void => {
    if (indexServes(definition, shape) || servedOtherwise(definition, shape)) return;
    throw new QueryNotServedError(definition, shape);
  };
  return {
    get contact() {
      return store.contact;
    },
    collection: <D extends Document>(definition: CollectionDefinition) =>
      checked(store.collection<D>(definition), check),
    write: (operations, checkpoint) => store.write(operations, checkpoint),
    checkpoint: (projection) => store.checkpoint(projection),
    reset: (projection, collections) => store.reset(projection, collections),
    removeWhere: (definition, where, limit) => {
      check(definition, { where });
      return store.removeWhere(definition, where, limit);
    },
    close: () => store.close(),
  };
}

function checked<D extends Document>(
  collection: Collection<D>,
  check: (definition: CollectionDefinition, shape: QueryShape) => void,
): Collection<D> {
  const { definition } = collection;
  return {
    definition,
    get: (id) => collection.get(id),
    getMany: (ids) => collection.getMany(ids),
    find: (options) => {
      if (!isSearch(options)) check(definition, shapeOf(options.where, options.sort ?? []));
      return collection.find(options);
    },
    findIds: (options) => {
      if (!isSearch(options)) check(definition, shapeOf(options.where, options.sort ?? []));
      return collection.findIds(options);
    },
    findJoined: (options, others) => {
      if (!isSearch(options)) check(definition, shapeOf(options.where, options.sort ?? []));
      return collection.findJoined(options, others);
    },
    getManyJoined: (ids, others) => collection.getManyJoined(ids, others),
    count: (options = {}) => {
      if (!isSearch(options)) check(definition, shapeOf(options.where));
      return collection.count(options);
    },
    countBy: (field, options = {}) => {
      check(definition, shapeOf({ ...options.where, [field]: null }));
      return collection.countBy(field, options);
    },
  };
}

const isSearch = ({ search = '' }: Pick<FindOptions, 'search'>): boolean => search !== '';

function shapeOf(where: FindOptions['where'], sort?: FindOptions['sort']): QueryShape {
  return { ...(where === undefined ? {} : { where }), ...(sort === undefined ? {} : { sort }) };
}
