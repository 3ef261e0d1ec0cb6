import { fold, isFieldCondition, wellFormed } from '@reeve/document-store';
import type { CollectionDefinition, FieldCondition, FindOptions, Scalar } from '@reeve/document-store';
import type { mongo } from 'mongoose';
import { LONGEST_GRAM, longestGrams } from './n-grams.js';
import { fieldKey, foldedKey } from './stored-form.js';
import type { StoredForm } from './stored-form.js';

type Conditions = Pick<FindOptions, 'where' | 'search'>;
export type Filter = mongo.Filter<StoredForm>;

/** Of a long text, so many n-grams are looked up: enough for few others to have all of them. */
const MOST_GRAMS = 10;

/** What meets the conditions. They have been checked: see `checkQuery`. */
export function filterOf(definition: CollectionDefinition, { where = {}, search = '' }: Conditions): Filter {
  const conditions = Object.entries(where)
    .map(([field, condition]) => [fieldKey(field), comparison(condition)] as const)
    .filter(([, compared]) => Object.keys(compared).length > 0);
  return { ...Object.fromEntries(conditions), ...searchCondition(definition, fold(search)) };
}

/** In the order of importance, then by id in the direction of the first. */
export function sortOf(sort: FindOptions['sort'] = []): Map<string, 1 | -1> {
  const order = new Map<string, 1 | -1>();
  for (const { field, direction } of sort) {
    const key = fieldKey(field);
    if (!order.has(key)) order.set(key, direction === 'asc' ? 1 : -1);
  }
  return order.set('_id', sort[0]?.direction === 'desc' ? -1 : 1);
}

/** What of the order comes after a place. */
export function afterPlace(
  filter: Filter,
  { sort = [], after }: Pick<FindOptions, 'sort' | 'after'>,
): Filter {
  if (after === undefined) return filter;
  const beyond = sort[0]?.direction === 'desc' ? '$lt' : '$gt';
  const { value, id } = after;
  const [sorted] = sort;
  if (sorted === undefined || value === undefined) return { $and: [filter, { _id: { [beyond]: id } }] };
  const valued = (condition: object) => ({ [fieldKey(sorted.field)]: condition }) as Filter;
  const own = comparable(value);
  return {
    $and: [
      filter,
      // The first condition is where the index is entered; the second leaves out what is at the place itself.
      valued({ [`${beyond}e`]: own }),
      { $or: [valued({ [beyond]: own }), { $and: [valued({ $eq: own }), { _id: { [beyond]: id } }] }] },
    ],
  };
}

function comparison(condition: Scalar | FieldCondition): object {
  if (!isFieldCondition(condition)) return { $eq: comparable(condition) };
  const { in: oneOf, gt, gte, lt, lte } = condition;
  return {
    ...(oneOf !== undefined && { $in: oneOf.map(comparable) }),
    ...(gt !== undefined && { $gt: comparable(gt) }),
    ...(gte !== undefined && { $gte: comparable(gte) }),
    ...(lt !== undefined && { $lt: comparable(lt) }),
    ...(lte !== undefined && { $lte: comparable(lte) }),
  };
}

function comparable(value: Scalar): Scalar {
  return typeof value === 'string' ? wellFormed(value) : value;
}

/** The index of n-grams finds those that may contain the term; each of them is then looked into, unless it is an n-gram. */
function searchCondition({ searchable = [] }: CollectionDefinition, term: string): Filter {
  if (term === '') return {};
  const grams = { grams: { $all: longestGrams(term).slice(0, MOST_GRAMS) } };
  if (Array.from(term).length <= LONGEST_GRAM) return grams;
  return { ...grams, $expr: { $or: searchable.map((field) => contains(`$${foldedKey(field)}`, term)) } };
}

/** By place and not by a regular expression, which has a greatest length and characters with a meaning. */
function contains(path: string, term: string): object {
  return { $gte: [{ $indexOfCP: [path, { $literal: term }] }, 0] };
}
