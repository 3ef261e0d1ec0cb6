import { fieldValue, fold } from '@reeve/document-store';
import type { CollectionDefinition, Document, FieldType, Scalar } from '@reeve/document-store';
import { Schema } from 'mongoose';
import type { SchemaDefinition } from 'mongoose';
import { nGrams } from './n-grams.js';

/**
 * A document as MongoDB keeps it: as one JSON text, because its keys may hold what MongoDB gives a meaning to and its values
 * may be nested deeper than MongoDB allows; and beside it what queries name.
 */
export interface StoredForm {
  readonly _id: string;
  readonly seen: string | null;
  readonly document: string;
  /** Of all searchable fields together. */
  readonly grams?: readonly string[];
  readonly [key: FieldKey]: Scalar;
  readonly [key: FoldedKey]: string | null;
}

type FieldKey = `field_${string}`;
type FoldedKey = `folded_${string}`;

/** With a prefix, so that no field is taken for one of ours, nor for what Mongoose gives a meaning to. */
export const fieldKey = (field: string): FieldKey => `field_${field}`;
export const foldedKey = (field: string): FoldedKey => `folded_${field}`;

export function storedForm(
  definition: CollectionDefinition,
  id: string,
  seen: string | null,
  document: Document,
): StoredForm {
  const { fields, searchable = [] } = definition;
  const valueOf = (field: string) => fieldValue(definition, field, document);
  const folded = searchable.map((field): [FoldedKey, string | null] => {
    const value = valueOf(field);
    return [foldedKey(field), typeof value === 'string' ? fold(value) : null];
  });
  return {
    _id: id,
    seen,
    ...Object.fromEntries(Object.keys(fields).map((field) => [fieldKey(field), valueOf(field)])),
    ...Object.fromEntries(folded),
    ...(searchable.length > 0 && { grams: nGrams(folded.map(([, text]) => text ?? '')) }),
    document: JSON.stringify(document),
  };
}

const TYPES = { text: String, number: Number, boolean: Boolean } as const satisfies Record<
  FieldType,
  unknown
>;

/** The same in Mongoose's words, with the indexes: each ends with the id, which makes every order total. */
export function schemaOf({ fields, indexes, searchable = [] }: CollectionDefinition): Schema<StoredForm> {
  const paths: SchemaDefinition = {
    _id: String,
    seen: String,
    document: { type: String, required: true },
    ...Object.fromEntries(Object.entries(fields).map(([field, type]) => [fieldKey(field), TYPES[type]])),
    ...Object.fromEntries(searchable.map((field) => [foldedKey(field), String])),
    ...(searchable.length > 0 && { grams: [String] }),
  };
  const schema = new Schema<StoredForm>(paths, { versionKey: false });
  for (const index of indexes) {
    schema.index({ ...Object.fromEntries(index.map((field) => [fieldKey(field), 1] as const)), _id: 1 });
  }
  if (searchable.length > 0) schema.index({ grams: 1 });
  return schema;
}
