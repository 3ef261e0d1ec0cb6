import type { AuditDescription } from '../audit/audit-description.js';
import type { ImportEnded } from './import.events.js';

/** An import as a whole in the audit log; each account that it made stands there too. */
export function describeImportEvent({ data: { importId, rows, complete } }: ImportEnded): AuditDescription {
  const { created, exists, invalid } = rows;
  const counted = `${String(created)} created, ${String(exists)} there already, ${String(invalid)} invalid`;
  return {
    entityType: 'import',
    entityId: importId,
    action: complete ? 'users_imported' : 'users_import_cut_off',
    description: `${complete ? 'Users imported' : 'Import of users cut off'}: ${counted}`,
    changes: null,
    metadata: { created, exists, invalid, complete },
  };
}
