import { runServices } from '@reeve/composition';
import { config } from './config.service.js';

await runServices([config]);
