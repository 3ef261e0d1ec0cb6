import { Module } from '@nestjs/common';
import type {
  DynamicModule,
  InjectionToken,
  OnApplicationBootstrap,
  OnApplicationShutdown,
  Provider,
} from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import type { ConfigChanged, Section } from '@reeve/contracts';
import {
  announceConfigChanges,
  catalogueFromEnvironment,
  ChangeSectionHandler,
  ConfigQueries,
  ConfigSecrets,
  DocumentExporter,
  ImportDocumentHandler,
  KeptPaths,
  OutboundConnections,
  OutboundHandlers,
} from '@reeve/config/application';
import type { ConfigRunner, Disclosure, Environment, OutboundOptions } from '@reeve/config/application';
import { createConfigDecider, SectionCatalogue } from '@reeve/config/domain';
import type { ConfigCommand, ConfigState } from '@reeve/config/domain';
import { configProjection } from '@reeve/config/projections';
import { ConfigRpcController, OutboundRpcController } from '@reeve/config/rpc';
import { AggregateRunner, FactRecorder } from '@reeve/event-sourcing';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  DOCUMENT_STORE,
  EVENT_STAMP,
  EVENT_STORE,
  projectionRpcController,
  ProjectorRegistry,
  SEALING,
} from '@reeve/platform';
import type { Sealing } from '@reeve/sealing';

export interface ConfigModuleOptions {
  readonly sections: readonly Section[];
  /** Where defaults come from: Open WebUI's own names. */
  readonly environment: Environment;
  /** How secrets leave when nobody asks for them in clear: `REEVE_SECRETS`. */
  readonly disclosure: Disclosure;
  readonly outbound: OutboundOptions;
}

const CONFIG_RUNNER = Symbol('ConfigRunner');
const CONFIG_PROGRESS = Symbol('ConfigProgress');

/** The config context, whole. What it runs on (stores, sealing, stamp, projectors) comes from the app. */
@Module({})
export class ConfigModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly keptPaths: KeptPaths) {}

  onApplicationBootstrap(): void {
    this.keptPaths.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keptPaths.stop();
  }

  static forRoot(options: ConfigModuleOptions): DynamicModule {
    return {
      module: ConfigModule,
      controllers: [ConfigRpcController, OutboundRpcController, projectionRpcController('config')],
      providers: [
        provide(
          ConfigSecrets,
          [SEALING],
          (sealing: Sealing) => new ConfigSecrets(sealing, options.disclosure),
        ),
        provide(SectionCatalogue, [ConfigSecrets], (secrets: ConfigSecrets) =>
          catalogueFromEnvironment(options.sections, options.environment, secrets),
        ),
        provide(CONFIG_RUNNER, [EVENT_STORE, EVENT_STAMP, SectionCatalogue], createRunner),
        provide(CONFIG_PROGRESS, [ProjectorRegistry, BUS_CLIENT, SectionCatalogue], createProgress),
        provide(FactRecorder, [EVENT_STORE, EVENT_STAMP], create(FactRecorder)),
        provide(DocumentExporter, [SectionCatalogue, ConfigSecrets], create(DocumentExporter)),
        provide(
          ChangeSectionHandler,
          [SectionCatalogue, ConfigSecrets, CONFIG_RUNNER, CONFIG_PROGRESS],
          create(ChangeSectionHandler),
        ),
        provide(
          ImportDocumentHandler,
          [SectionCatalogue, ConfigSecrets, CONFIG_RUNNER, CONFIG_PROGRESS, DocumentExporter],
          create(ImportDocumentHandler),
        ),
        provide(KeptPaths, [SectionCatalogue, ConfigSecrets, CONFIG_RUNNER], create(KeptPaths)),
        provide(
          ConfigQueries,
          [SectionCatalogue, ConfigSecrets, DocumentExporter, FactRecorder, DOCUMENT_STORE],
          create(ConfigQueries),
        ),
        provide(
          OutboundConnections,
          [SectionCatalogue, ConfigQueries, ConfigSecrets],
          create(OutboundConnections),
        ),
        provide(
          OutboundHandlers,
          [OutboundConnections, FactRecorder, SEALING],
          (connections: OutboundConnections, facts: FactRecorder, sealing: Sealing) =>
            new OutboundHandlers(connections, facts, sealing, options.outbound),
        ),
      ],
    };
  }
}

function createRunner(eventStore: EventStore, stamp: EventStamp, catalogue: SectionCatalogue): ConfigRunner {
  const decider = createConfigDecider(catalogue);
  return new AggregateRunner<ConfigState, ConfigCommand, ConfigChanged>({ eventStore, stamp, decider });
}

function createProgress(
  projectors: ProjectorRegistry,
  bus: BusClient,
  catalogue: SectionCatalogue,
): ProjectionProgress {
  return projectors.register(configProjection(catalogue), announceConfigChanges(bus, catalogue));
}

/** The application layer knows no Nest: its classes are made here, from what they name in their constructors. */
function provide<Args extends unknown[], T>(
  token: InjectionToken,
  inject: { readonly [K in keyof Args]: InjectionToken },
  useFactory: (...args: Args) => T,
): Provider<T> {
  return { provide: token, inject: [...inject] as InjectionToken[], useFactory } as Provider<T>;
}

const create =
  <Args extends unknown[], T>(type: new (...args: Args) => T) =>
  (...args: Args): T =>
    new type(...args);
