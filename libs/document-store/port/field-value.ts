import type { CollectionDefinition, Document, FieldType, Scalar } from './document-store.js';
import { wellFormed } from './well-formed.js';

/**
 * What a document counts as under a declared field, in conditions, order, indexes and counts: the value if it is of the
 * declared type, otherwise null. The document itself keeps whatever it has there.
 */
export function fieldValue(definition: CollectionDefinition, field: string, document: Document): Scalar {
  const type = definition.fields[field];
  const value = Object.hasOwn(document, field) ? document[field] : undefined;
  if (type === undefined || !isOfType(type, value)) return null;
  return typeof value === 'string' ? wellFormed(value) : value;
}

/** Numbers are the finite ones: JSON has no others. */
export function isOfType(type: FieldType, value: unknown): value is string | number | boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
  }
}
