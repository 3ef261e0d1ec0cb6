import { existsSync } from 'node:fs';

/** Of util-linux, so on Linux only. */
const SETPRIV = '/usr/bin/setpriv';

/** The command as one that the kernel kills when its parent has gone, however that went. It becomes the process itself. */
export function boundToParent(
  command: readonly [file: string, ...args: string[]],
): readonly [file: string, ...args: string[]] {
  return existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--', ...command] : command;
}
