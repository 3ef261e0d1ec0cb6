import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@reeve/contracts';
import { readDocument } from '@reeve/config/domain';
import type { SectionCatalogue } from '@reeve/config/domain';
import { systemCall } from '@reeve/event-sourcing';
import { CONFIG_STREAM } from './change-section.handler.js';
import type { ConfigRunner } from './change-section.handler.js';
import type { ConfigSecrets } from './config-secrets.js';

const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5_000;

/**
 * Gives what documents brought, and was kept while no section owned its path, to the section that owns it by now (ADR 4): at the
 * first start of a version that declares it. Waits for a store that is away, then is done.
 */
export class KeptPaths {
  private readonly stopping = new AbortController();
  private working: Promise<void> | undefined;

  constructor(
    private readonly catalogue: SectionCatalogue,
    private readonly secrets: ConfigSecrets,
    private readonly runner: ConfigRunner,
  ) {}

  start(): void {
    this.working ??= this.work();
  }

  /** Resolves when there is nothing left to take over, or after {@link stop}. */
  async finished(): Promise<void> {
    await this.working;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    for (let pauseMs = RETRY_FIRST_MS; !this.stopping.signal.aborted;) {
      try {
        await this.takeOver();
        return;
      } catch {
        // Whatever it was, the state of the log decides what is left to be done.
        await delay(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, RETRY_MOST_MS);
      }
    }
  }

  private async takeOver(): Promise<void> {
    const { state } = await this.runner.load(CONFIG_STREAM);
    const kept = Object.entries(state.unowned).filter(([path]) => this.catalogue.owner(path) !== undefined);
    if (kept.length === 0) return;
    const clear = (await this.secrets.reveal(Object.fromEntries(kept))) as JsonObject;
    const sections = await this.sealed(this.readable(clear));
    await this.runner.execute(
      CONFIG_STREAM,
      { kind: 'take-over-paths', sections },
      systemCall(randomUUID(), randomUUID()),
    );
  }

  /** What does not conform to its field stays kept: it can be exported as it came, and nobody is there to correct it. */
  private readable(document: JsonObject): Readonly<Record<string, JsonObject>> {
    const wrong = new Set(readDocument(this.catalogue, document).issues.map(({ loc }) => String(loc[2])));
    const right = Object.entries(document).filter(
      ([path, value]) =>
        !wrong.has(path) && (value !== null || this.catalogue.owner(path)?.field.nullable === true),
    );
    return readDocument(this.catalogue, Object.fromEntries(right)).sections;
  }

  private async sealed(
    sections: Readonly<Record<string, JsonObject>>,
  ): Promise<Readonly<Record<string, JsonObject>>> {
    const sealing = Object.entries(sections).map(async ([name, values]): Promise<[string, JsonObject]> => {
      const fields = this.catalogue.get(name)?.section.fields ?? {};
      return [name, await this.secrets.sealFields(fields, values)];
    });
    return Object.fromEntries(await Promise.all(sealing));
  }
}
