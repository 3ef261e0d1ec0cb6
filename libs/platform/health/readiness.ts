import { Global, Injectable, Module } from '@nestjs/common';

/** Resolves when the part can be used; rejects with what keeps it from that. */
export type ReadinessCheck = () => Promise<void>;

/** The parts that the process needs to be of use, each with a way to ask it. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** @param part as it is named to operators: `event store`. Registering it again replaces its check. */
  register(part: string, check: ReadinessCheck): void {
    this.checks.set(part, check);
  }

  get parts(): readonly (readonly [part: string, check: ReadinessCheck])[] {
    return [...this.checks];
  }
}

@Global()
@Module({ providers: [Readiness], exports: [Readiness] })
export class ReadinessModule {}
