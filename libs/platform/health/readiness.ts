import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';

/** Resolves when the part can be used; rejects with what keeps it from that. */
export type ReadinessCheck = () => Promise<unknown>;

/** A part that has not answered by then counts as missing. */
const CHECK_TIMEOUT_MS = 2000;

/** What is missing of a process whose parts are all there, but which takes no requests yet. */
const START = 'start';

/** The parts that the process needs to be of use, each with a way to ask it. Made before any of them is there. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();
  private isStarting = false;

  /** Until {@link started}, the process is not ready, even when no part is missing. */
  starts(): void {
    this.isStarting = true;
  }

  /** Requests are taken. */
  started(): void {
    this.isStarting = false;
  }

  /** @param part as it is named to operators: `event store`. Registering it again replaces its check. */
  register(part: string, check: ReadinessCheck): void {
    this.checks.set(part, check);
  }

  /** Says of a part that it is not there yet; until it is registered with a check. */
  await(part: string): void {
    this.register(part, () => Promise.reject(new Error(`The ${part} is not there yet`)));
  }

  /** Asks all parts at once. @returns those that cannot be used now, in the order of their registration; after 2 s at most. */
  async missing(): Promise<readonly string[]> {
    const parts = [...this.checks];
    const answers = await Promise.allSettled(parts.map(([, check]) => withinTimeout(check())));
    const missing = parts.filter((_part, index) => answers[index]?.status === 'rejected');
    return missing.length === 0 && this.isStarting ? [START] : missing.map(([part]) => part);
  }
}

/** Gives the process's {@link Readiness} to every module. */
@Global()
@Module({})
export class ReadinessModule {
  static forRoot(readiness: Readiness): DynamicModule {
    return {
      module: ReadinessModule,
      providers: [{ provide: Readiness, useValue: readiness }],
      exports: [Readiness],
    };
  }
}

async function withinTimeout(check: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
