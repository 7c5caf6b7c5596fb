import { app, nativeTheme, session, shell } from 'electron';
import type { FileOffer } from '../../shared/protocol/host-api.ts';
import { FileGrants } from '../../node/host/file-grants.ts';
import { HostCaptures } from '../../node/host/host-captures.ts';
import { packagePaths } from '../../node/host/package-paths.ts';
import { snapshotsFolder } from '../../node/host/snapshots-folder.ts';
import { createEngineRouter } from '../../node/worker/engine-router.ts';
import { reportProblem, showAbout } from './about.ts';
import type { AppLog } from './app-log.ts';
import { serveAppScheme } from './app-protocol.ts';
import { loadAppState } from './app-state.ts';
import type { AppStateFile } from './app-state.ts';
import { preloadPath } from './app-window.ts';
import { pickSnapshots } from './dialogs.ts';
import { grantAll } from './given-files.ts';
import { listenToPages } from './ipc-bridge.ts';
import { AppMenu } from './menu.ts';
import type { MenuActions, MenuState } from './menu-template.ts';
import { restrictPermissions } from './permissions.ts';
import { readProjectLinks } from './project-links.ts';
import type { ProjectLink, ProjectLinks } from './project-links.ts';
import { Recents } from './recents.ts';
import { AppWindows } from './windows.ts';

interface StartParts {
  readonly log: AppLog;
  /** Files given so far; more may be added while this waits. */
  readonly early: readonly string[];
}

interface AppParts {
  readonly state: AppStateFile;
  readonly files: FileGrants;
  readonly captures: HostCaptures;
  readonly recents: Recents;
  readonly windows: AppWindows;
  readonly links: ProjectLinks;
  readonly sample: FileOffer | null;
  readonly log: AppLog;
}

/** Once the app is ready: the first window, the menu, and how to open files from then on. */
export async function startApp({ log, early }: StartParts): Promise<(paths: readonly string[]) => void> {
  await app.whenReady();
  const parts = await makeParts(log);
  const { state, windows, files, captures, recents } = parts;
  nativeTheme.themeSource = state.value.theme;
  app.on('before-quit', () => windows.quit());
  app.on('will-quit', (event) => {
    state.flushNow();
    if (!captures.isBusy) return;
    // The windows are gone, and with them the wish for a capture: it takes back what it has begun, then this ends.
    event.preventDefault();
    void captures.settled().then(() => app.quit());
  });
  app.on('activate', () => {
    if (windows.front() === null) windows.open([]);
  });
  void recents.look();
  windows.open(await grantAll(files, early, log.write));
  return (paths) => void grantAll(files, paths, log.write).then((offers) => windows.offer(offers));
}

async function makeParts(log: AppLog): Promise<AppParts> {
  const resources = app.isPackaged ? process.resourcesPath : null;
  const paths = packagePaths(import.meta.dirname, resources);
  const { rendererDir, sample: samplePath, workerUrl, root } = paths;
  const files = new FileGrants();
  const state = await loadAppState(app.getPath('userData'), log.write);
  const links = await readProjectLinks(root);
  const sample = samplePath === null ? null : await files.grant(samplePath);
  const home = app.getPath('home');
  const recents = new Recents({
    state,
    files,
    home,
    own: samplePath === null ? [] : [samplePath],
    system: { add: (file) => app.addRecentDocument(file), clear: () => app.clearRecentDocuments() },
    onChange: () => {
      windows.tellRecents();
      showMenu();
    },
  });
  const folder = snapshotsFolder({ platform: process.platform, env: process.env, home });
  const captures = new HostCaptures({ agentFile: paths.agent, folder, home, files });
  const windows = new AppWindows({
    captures,
    engine: createEngineRouter({ workerUrl }),
    state,
    files,
    recents,
    sample,
    preload: preloadPath(),
    log: log.write,
    onChange: () => showMenu(),
  });
  const parts: AppParts = { state, files, captures, recents, windows, links, sample, log };
  const menu = new AppMenu(menuActions(parts, () => showMenu()));
  const showMenu = (): void => menu.show(menuState(parts));
  restrictPermissions(session.defaultSession);
  serveAppScheme(rendererDir);
  listenToPages(files, (contents, text) => windows.receive(contents, text));
  return parts;
}

function menuState({ state, recents, windows, links, sample }: AppParts): MenuState {
  return {
    isMac: process.platform === 'darwin',
    isDevelopment: !app.isPackaged,
    hasSample: sample !== null,
    hasWindow: windows.front() !== null,
    recents: recents.list().files,
    theme: state.value.theme,
    commands: windows.commands(),
    links: Object.keys(links) as ProjectLink[],
  };
}

/** What the menu does. Failures are logged: nobody waits for them. */
function menuActions(parts: AppParts, showMenu: () => void): MenuActions {
  const { state, files, recents, windows, links, sample, log } = parts;
  const run = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.write(error instanceof Error ? error.message : String(error)));
  };
  const pick = async (): Promise<void> => {
    const offers = await pickSnapshots(windows.frontOrNew(), files);
    if (offers.length > 0) windows.offer(offers);
  };
  return {
    newWindow: () => void windows.open([]),
    open: () => run(pick()),
    openSample: () => {
      if (sample !== null) windows.offer([sample]);
    },
    openRecent: (token) => {
      const { name, size } = files.resolve(token);
      windows.offer([{ token, name, size }]);
    },
    clearRecents: () => recents.forget(null),
    command: (command) => windows.command(command),
    closeWindow: () => windows.front()?.close(),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
      state.update({ theme });
      showMenu();
    },
    openLink: (link) => {
      const url = links[link];
      if (url !== undefined) run(shell.openExternal(url));
    },
    reportProblem: () => run(reportProblem(windows.front(), links, log.file)),
    showAbout: () => run(showAbout(windows.front(), links)),
  };
}
