import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { runToEnd } from '../faults/index.js';
import { parseDockerfile } from './dockerfile.js';
import type { Stage, Step } from './dockerfile.js';
import { ignoredBy } from './ignored-files.js';

/** What to build, and where. */
export interface BuildOptions {
  /** The folder that holds `Dockerfile` and `.dockerignore`. */
  readonly context: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** An empty folder, which `uid` owns: every stage gets a root of its own in it. */
  readonly scratch: string;
  /** Whom the steps run as; undefined: whoever runs this. */
  readonly uid: number | undefined;
}

/** The last stage. */
export interface Image {
  /** Stands for `/`. */
  readonly root: string;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly [file: string, ...args: string[]];
  readonly healthcheck: readonly [file: string, ...args: string[]];
  /** `1000:1000` */
  readonly user: string;
}

/** npm has a registry and a lock file to go through, and the compiler everything. */
const PATIENCE_MS = 8 * 60_000;

/**
 * Goes through a Dockerfile step by step, without an engine: each stage is a folder, `COPY` copies between them, `RUN` runs
 * on this machine instead of in the base image. It proves what the steps say, not what the base image holds.
 *
 * @throws Error with what a step said, when it fails, and for an instruction that is unknown here.
 */
export async function buildWithoutDocker(options: BuildOptions): Promise<Image> {
  const stages = parseDockerfile(await readFile(join(options.context, 'Dockerfile'), 'utf8'));
  const isIgnored = ignoredBy(await readFile(join(options.context, '.dockerignore'), 'utf8'));
  const images = new Map<string, StageRun>();
  let last: StageRun | undefined;
  for (const stage of stages) {
    last = new StageRun(stage, options, isIgnored, images);
    await last.run();
    images.set(stage.name, last);
  }
  if (last === undefined) throw new Error('The Dockerfile has no stage');
  return last.image();
}

/** One stage while its steps are run. */
class StageRun {
  readonly root: string;
  private workingFolder = '/';
  private user = '';
  private readonly environment: Record<string, string> = {};
  private command: readonly string[] = [];
  private healthcheck: readonly string[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly options: BuildOptions,
    private readonly isIgnored: (path: string) => boolean,
    private readonly earlier: ReadonlyMap<string, StageRun>,
  ) {
    this.root = join(options.scratch, stage.name);
  }

  async run(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    for (const step of this.stage.steps) await this.take(step);
  }

  image(): Image {
    const { root, environment, user } = this;
    return {
      root,
      environment,
      user,
      workingFolder: this.place('.'),
      command: atLeastOne(this.command, 'ENTRYPOINT'),
      healthcheck: atLeastOne(this.healthcheck, 'HEALTHCHECK'),
    };
  }

  private async take({ keyword, flags, text }: Step): Promise<void> {
    switch (keyword) {
      case 'ARG':
        this.environment[text] = this.options.buildArguments[text] ?? '';
        return;
      case 'ENV':
        for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) this.environment[name] = value;
        return;
      case 'WORKDIR':
        this.workingFolder = text;
        await mkdir(this.place('.'), { recursive: true });
        return;
      case 'COPY':
        await this.copy(text.split(/\s+/), flags.get('from'));
        return;
      case 'RUN':
        await this.execute(text);
        return;
      case 'USER':
        this.user = text;
        return;
      case 'ENTRYPOINT':
        this.command = JSON.parse(text) as string[];
        return;
      case 'HEALTHCHECK':
        this.healthcheck = JSON.parse(text.replace(/^CMD\s+/, '')) as string[];
        return;
      case 'EXPOSE':
      case 'STOPSIGNAL':
        return;
      default:
        throw new Error(`${keyword} is not understood here`);
    }
  }

  /** As `COPY` does: what is in a folder that is copied, not the folder itself; a file into a folder that ends in `/`. */
  private async copy(paths: readonly string[], from: string | undefined): Promise<void> {
    const to = paths.at(-1) ?? '';
    for (const path of paths.slice(0, -1)) {
      const source = this.sourceOf(path, from);
      const isFolder = (await stat(source)).isDirectory();
      const target = this.place(isFolder || !to.endsWith('/') ? to : join(to, basename(path)));
      await cp(source, target, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (file) => from !== undefined || !this.isIgnored(relative(this.options.context, file)),
      });
    }
  }

  private sourceOf(path: string, from: string | undefined): string {
    if (from === undefined) return join(this.options.context, path);
    const stage = this.earlier.get(from);
    if (stage === undefined) throw new Error(`There is no stage ${from} before this one`);
    return join(stage.root, path);
  }

  private async execute(script: string): Promise<void> {
    const { uid, scratch } = this.options;
    // What was copied so far was copied by this process.
    if (uid !== undefined) await promisify(execFile)('chown', ['-R', `${uid}:${uid}`, this.root]);
    const ending = await runToEnd(
      {
        command: ['/bin/sh', '-c', script],
        environment: { ...certificates(), ...this.environment, HOME: scratch },
        folder: this.place('.'),
        ...(uid === undefined ? {} : { uid }),
      },
      PATIENCE_MS,
    );
    if (ending.code !== 0) throw new Error(`RUN ${script}\n${ending.stdout}\n${ending.stderr}`);
  }

  private place(path: string): string {
    return join(this.root, isAbsolute(path) ? path : join(this.workingFolder, path));
  }
}

/** Where this machine's way to the registry is vouched for by an authority of its own. */
function certificates(): Record<string, string> {
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS };
}

function atLeastOne(words: readonly string[], keyword: string): readonly [string, ...string[]] {
  const [first, ...rest] = words;
  if (first === undefined) throw new Error(`The last stage has no ${keyword}`);
  return [first, ...rest];
}
