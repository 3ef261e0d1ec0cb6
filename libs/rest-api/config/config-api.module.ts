import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Section } from '@reeve/contracts';
import { ConfigDocumentController } from './config-document.controller.js';
import { ConnectionsController } from './connections.controller.js';
import { OAuthClientsController } from './oauth-clients.controller.js';
import { ModelDefaultsController, PublicConfigController } from './public-config.controller.js';
import { sectionControllers } from './section.controllers.js';
import { VersionController } from './version.controller.js';

/** Every route of the configuration; those of sections are made from their declarations. */
@Module({})
export class ConfigApiModule {
  static forRoot(sections: readonly Section[]): DynamicModule {
    return {
      module: ConfigApiModule,
      controllers: [
        PublicConfigController,
        VersionController,
        ModelDefaultsController,
        ConfigDocumentController,
        ConnectionsController,
        OAuthClientsController,
        ...sections.flatMap(sectionControllers),
      ],
    };
  }
}
