import type { Desktop } from './desktop.ts';
import { findElectron } from './find-electron.ts';
import { launchElectron } from './launch-electron.ts';
import { openBrowser } from './open-browser.ts';
import { EXIT_CODES, type StopSignals } from './stop-signals.ts';
import type { Terminal } from './terminal.ts';

/** The desktop that this process runs on. `root` is the package's folder. */
export function processDesktop(root: string, terminal: Terminal, stop: StopSignals): Desktop {
  const { env, platform } = process;
  return {
    findElectron: () => findElectron({ root, env, platform }),
    launchElectron: (executable, files) =>
      launchElectron({ executable, root, files, env, stop, onMessage: (text) => terminal.err(text) }),
    openBrowser: (url) => openBrowser(url, env, platform),
    async serve(request) {
      const { serve } = await import('../server/serve.ts');
      return await serve(request);
    },
    untilStopped: () =>
      new Promise((resolve) => {
        // A server that is told to stop has done its work; one that is interrupted says so, as all commands do.
        stop.handle((signal) => resolve(signal === 'SIGTERM' ? 0 : EXIT_CODES[signal]));
      }),
  };
}
