import { shownText } from '../cells.ts';
import type { Command } from '../command.ts';
import { checkFile } from '../heaps.ts';
import { SERVE_OPTIONS, serveWindow } from './serve.ts';

/** `backref [FILE…]`, without a subcommand. */
export const openCommand: Command = {
  name: '',
  operands: [{ name: 'FILE', count: 'many' }],
  options: SERVE_OPTIONS,
  summary: 'Open the app; in a browser where Electron cannot start',
  examples: ['leak.backref'],
  async run(args, context) {
    const { desktop, terminal } = context;
    for (const file of args.operands) await checkFile(file);
    const found = desktop.findElectron();
    const outcome = 'why' in found ? found : await desktop.launchElectron(found.executable, args.operands);
    if ('exitCode' in outcome) return outcome.exitCode;
    terminal.err(
      `Electron cannot start here (${shownText(outcome.why)}); serving to your browser instead.\n`,
    );
    return await serveWindow(args, context);
  },
};
