import { HeapError } from '../../../shared/base/errors.ts';
import type { Arguments, OptionSpec } from '../arguments.ts';
import { shownText } from '../cells.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../command-errors.ts';
import { checkFile } from '../heaps.ts';

export const SERVE_OPTIONS: readonly OptionSpec[] = [
  { name: 'port', value: 'N', does: 'Port to serve on; any free one unless told' },
  { name: 'no-open', does: 'Do not open the browser' },
];

export const serveCommand: Command = {
  name: 'serve',
  operands: [{ name: 'FILE', count: 'many' }],
  options: SERVE_OPTIONS,
  summary: 'Show the window in a browser: prints its address, serves until Ctrl-C',
  description: ['Only this machine can reach the address, and only with the key that is part of it.'],
  examples: ['serve leak.backref', 'serve before.backref after.backref --port 8000 --no-open'],
  async run(args, context) {
    for (const file of args.operands) await checkFile(file);
    return await serveWindow(args, context);
  },
};

/** Serves until stopped; the address is the first line on stdout. Resolves with the exit code. */
export async function serveWindow(args: Arguments, { terminal, desktop }: CommandContext): Promise<number> {
  const port = args.wholeNumber('port', 0, 65_535);
  const stopped = desktop.untilStopped();
  const serving = await desktop.serve({ files: args.operands, port }).catch((error: unknown) => {
    const isPortTaken = error instanceof HeapError && error.code === 'busy';
    throw isPortTaken ? new CommandError(null, `${error.message} Choose another with --port.`, error) : error;
  });
  try {
    await terminal.out(`${serving.url}\n`);
    terminal.err('Ctrl-C ends.\n');
    if (!args.flag('no-open')) {
      const why = await desktop.openBrowser(serving.url);
      if (why !== null)
        terminal.err(`The browser was not opened (${shownText(why)}): open the address above.\n`);
    }
    return await stopped;
  } finally {
    await serving.close();
  }
}
