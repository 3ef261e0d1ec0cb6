import { BooleanField } from '../http/index.js';

export class UserImportQuery {
  @BooleanField({ optional: true, description: 'Only say what would become of each row.' })
  readonly dry_run: boolean = false;
}
