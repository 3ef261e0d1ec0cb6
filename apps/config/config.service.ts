import { StartError } from '@reeve/composition';
import type { Service } from '@reeve/composition';
import { ConfigModule } from '@reeve/config';
import { checkEnvironmentDefaults, EnvironmentDefaultError } from '@reeve/config/application';
import { configSections, configUnowned } from '@reeve/config/projections';

/** The config context, with the defaults that its environment gives. */
export const config: Service = {
  name: 'config',
  parts: ['event store', 'document store', 'key store'],
  collections: [configSections, configUnowned],

  check({ sections, environment }) {
    try {
      checkEnvironmentDefaults(sections, environment);
    } catch (error) {
      throw error instanceof EnvironmentDefaultError ? new StartError(error.message) : error;
    }
  },

  modules: ({ settings, environment, sections, outbound }) => [
    ConfigModule.forRoot({
      sections,
      environment,
      disclosure: settings.secrets,
      outbound: {
        enabled: settings.enableToolServers,
        policy: { allowPrivate: settings.allowPrivateAddresses, ...outbound },
      },
    }),
  ],
};
