import { startServer } from '../faults/program.js';
import type { Ending, Program, RunningServer } from '../faults/program.js';

/** One of Reeve's services in a process of its own, always on the same port. */
export class ServiceProcess {
  private before = '';

  private constructor(
    /** `config 1`: the first replica of the config service. */
    readonly name: string,
    private readonly program: Program,
    private running: RunningServer,
  ) {}

  static async start(name: string, program: Program): Promise<ServiceProcess> {
    return new ServiceProcess(name, program, await startServer(program));
  }

  get url(): string {
    return this.running.url;
  }

  /** Everything it has said, in all its lives. */
  get log(): string {
    return this.before + this.running.said();
  }

  /** SIGKILL; waits for its end. */
  async kill(): Promise<void> {
    await this.running.kill();
  }

  /** SIGSTOP: its connections stay open, nothing answers. */
  freeze(): void {
    this.running.signal('SIGSTOP');
  }

  /** SIGCONT */
  thaw(): void {
    this.running.signal('SIGCONT');
  }

  /** SIGTERM; waits until it has ended by itself. */
  async terminate(): Promise<Ending> {
    this.running.signal('SIGTERM');
    return await this.running.ended;
  }

  /** Starts it again after its end; resolves when it takes requests. */
  async restart(): Promise<void> {
    const { stdout, stderr } = await this.running.ended;
    this.before += stdout + stderr;
    this.running = await startServer(this.program);
  }

  /** The parts that it says it misses; undefined when it does not say in time. */
  async missingParts(patienceMs = 3_000): Promise<readonly string[] | undefined> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(patienceMs) });
      if (answer.ok) return [];
      const { extra } = (await answer.json()) as { extra: { parts?: readonly string[] } };
      return extra.parts ?? [];
    } catch {
      return undefined;
    }
  }

  /** @returns the value of a sample as Prometheus reads it; the sum, when it has several sets of labels. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.url}/metrics`);
    const samples = (await answer.text()).matchAll(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'gm'));
    return [...samples].reduce((sum, [, value]) => sum + Number(value), 0);
  }
}
