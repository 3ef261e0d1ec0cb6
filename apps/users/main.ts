import { runServices } from '@reeve/composition';
import { users } from './users.service.js';

await runServices([users]);
