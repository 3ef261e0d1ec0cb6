import type { CollectionDefinition } from '@reeve/document-store';
import { projectionLeases } from './lease.js';
import { projectionRequests } from './projection-requests.js';

/** What a document store that several processes project into is opened with besides the projections' own collections. */
export const projectionCollections: readonly CollectionDefinition[] = [projectionLeases, projectionRequests];
