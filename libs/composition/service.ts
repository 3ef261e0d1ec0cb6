import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Section } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import type { OutboundPolicy } from '@reeve/outbound';
import type { Settings } from '@reeve/platform';
import type { HttpAppOptions } from '@reeve/rest-api';
import type { PartName } from './parts/part-name.js';

/** What a service's modules are made with. */
export interface ServiceOptions {
  readonly settings: Settings;
  /** Where defaults of sections come from: Open WebUI's own names. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sections: readonly Section[];
  /** How outbound calls resolve names, where that is not what the settings say. */
  readonly outbound: Partial<OutboundPolicy>;
}

/**
 * One of Reeve's services: what it is made of, and what it runs on. A process runs one of them, or several together; what is
 * written here is all that differs.
 */
export interface Service {
  /** `users`: in what the process says of itself. */
  readonly name: string;
  /** What its modules are given besides the bus; nothing else is opened for them. */
  readonly parts: readonly Exclude<PartName, 'bus'>[];
  /** Its own collections; nobody else writes them. */
  readonly collections: readonly CollectionDefinition[];
  /**
   * Looks at what it is configured with, before anything is opened.
   *
   * @throws StartError, or another error whose message says what to put right.
   */
  check?(options: ServiceOptions): void;
  /** @param secretFor a key of the installation's own for one purpose, the same in every process. */
  modules(options: ServiceOptions, secretFor: (purpose: string) => string): readonly (Type | DynamicModule)[];
  /** A line for whoever has started it. @param url of the process. */
  remark?(settings: Settings, url: string): string;
  /** Present where the service answers HTTP requests. */
  createHttpApp?(
    rootModule: DynamicModule,
    settings: Settings,
    options: HttpAppOptions,
  ): Promise<NestFastifyApplication>;
}

/** The service that answers HTTP requests. */
export type ApiService = Service & Required<Pick<Service, 'createHttpApp'>>;
