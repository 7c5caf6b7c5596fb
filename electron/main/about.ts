import path from 'node:path';
import { app, clipboard, dialog, shell } from 'electron';
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import type { ProjectLinks } from './project-links.ts';

/** What somebody who looks into a problem asks first, a line each. */
export function versionLines(): readonly string[] {
  const { electron, chrome, v8 } = process.versions;
  return [
    `Backref ${app.getVersion()}`,
    `Electron ${electron}`,
    `Chromium ${chrome}`,
    `Node ${process.versions.node}`,
    `V8 ${v8}`,
    `${process.platform} ${process.arch} ${process.getSystemVersion()}`,
  ];
}

/** A dialog whose buttons do something; without a parent when no window is there. */
async function ask(
  window: BrowserWindow | null,
  options: MessageBoxOptions,
  choices: readonly (readonly [label: string, act: () => unknown])[],
): Promise<void> {
  const all = {
    ...options,
    buttons: choices.map(([label]) => label),
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } =
    window === null ? await dialog.showMessageBox(all) : await dialog.showMessageBox(window, all);
  await choices[response]?.[1]();
}

/** Version, what it runs on, licence, and where it comes from. Settles when it is closed. */
export async function showAbout(window: BrowserWindow | null, links: ProjectLinks): Promise<void> {
  const { home } = links;
  const lines = versionLines();
  await ask(
    window,
    {
      type: 'info',
      title: 'About Backref',
      message: 'Backref',
      detail: [
        ...lines,
        '',
        'MIT licence. © 2026 The Backref authors.',
        ...(home === undefined ? [] : [home]),
      ].join('\n'),
    },
    [
      ['OK', () => undefined],
      ['Copy', () => clipboard.writeText(lines.join('\n'))],
      ...(home === undefined ? [] : [['Website', () => shell.openExternal(home)] as const]),
    ],
  );
}

/** How to tell of a problem, without sending anything: versions for the clipboard, the log's folder, the page. */
export async function reportProblem(
  window: BrowserWindow | null,
  links: ProjectLinks,
  logFile: string,
): Promise<void> {
  const { problems } = links;
  await ask(
    window,
    {
      type: 'info',
      title: 'Report a Problem',
      message: 'What helps to find the fault',
      detail:
        'What you did, what you expected, these versions, and the log, where there is one. A snapshot is a copy of ' +
        `a program’s memory: show it to nobody who must not see that.\n\n${versionLines().join('\n')}\n\n${logFile}`,
    },
    [
      ['Close', () => undefined],
      ['Copy Versions', () => clipboard.writeText(versionLines().join('\n'))],
      ['Show Log', () => shell.openPath(path.dirname(logFile))],
      ...(problems === undefined ? [] : [['Open Page', () => shell.openExternal(problems)] as const]),
    ],
  );
}
