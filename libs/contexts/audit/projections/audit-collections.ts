import { auditActors } from './audit-actors.js';
import { auditEntries } from './audit-entries.js';

/** What the document store of whoever runs this context is opened with. */
export const auditCollections = [auditEntries, auditActors] as const;
