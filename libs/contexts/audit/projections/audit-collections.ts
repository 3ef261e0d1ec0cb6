import { auditActors } from './audit-actors.js';
import { auditDays } from './audit-days.js';
import { auditEntries } from './audit-entries.js';

/** What the document store of whoever runs this context is opened with. */
export const auditCollections = [auditEntries, auditActors, auditDays] as const;
