import type { JsonObject } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** One document a section that was ever changed; its id is the section's name. */
export const configSections: CollectionDefinition = { name: 'config_sections', fields: {}, indexes: [] };

/** One document, `all`: what imported documents brought that no section owns. */
export const configUnowned: CollectionDefinition = { name: 'config_unowned', fields: {}, indexes: [] };

export const UNOWNED_ID = 'all';

export interface SectionDocument extends JsonObject {
  readonly values: JsonObject;
  readonly revision: number;
}

/** By path. */
export interface UnownedDocument extends JsonObject {
  readonly values: JsonObject;
}
