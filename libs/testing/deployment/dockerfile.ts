import { DockerfileParser } from 'dockerfile-ast';
import type { Instruction } from 'dockerfile-ast';

/** One instruction as it stands in the file, its continued lines joined. */
export interface Step {
  /** `RUN`, `COPY`, … */
  readonly keyword: string;
  readonly flags: ReadonlyMap<string, string>;
  readonly text: string;
}

/** From a `FROM` to the next. */
export interface Stage {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** @throws Error for a Dockerfile without a stage. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { name: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const step = stepOf(instruction);
    if (step.keyword === 'FROM') stages.push({ name: nameOf(step, stages.length), steps: [] });
    else stages.at(-1)?.steps.push(step);
  }
  if (stages.length === 0) throw new Error('The Dockerfile has no stage');
  return stages;
}

function stepOf(instruction: Instruction): Step {
  const flags = 'getFlags' in instruction ? (instruction as WithFlags).getFlags() : [];
  return {
    keyword: instruction.getKeyword(),
    flags: new Map(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    text: instruction.getArgumentsContent() ?? '',
  };
}

interface WithFlags extends Instruction {
  getFlags(): readonly { getName(): string; getValue(): string | null }[];
}

function nameOf({ text }: Step, index: number): string {
  return /\sAS\s+(\S+)$/i.exec(text)?.[1] ?? String(index);
}
