export { createRegistry, MetricsModule } from './metrics.module.js';
