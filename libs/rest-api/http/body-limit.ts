import { addFacts } from './route-facts.js';

/** What a route takes unless it says otherwise: 1 MB. */
export const BODY_LIMIT_BYTES = 1_048_576;
/** What a route marked `@BodyLimit('import')` takes: 10 MB. */
export const IMPORT_BODY_LIMIT_BYTES = 10 * BODY_LIMIT_BYTES;

/** The route takes bodies of up to 10 MB. Longer ones are 413. */
export function BodyLimit(limit: 'import'): MethodDecorator {
  return addFacts({ bodyLimit: limit });
}
