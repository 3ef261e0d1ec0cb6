import { runServices } from '@reeve/composition';
import { billing } from './billing.service.js';

await runServices([billing]);
