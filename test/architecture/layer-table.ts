/**
 * Who may import whom. One line a room: its folder, what it may import. Packages stand by name; `node:` means Node's
 * own modules. A room may always import itself, unless it says otherwise.
 */
export interface Room {
  readonly folder: string;
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const SHARED = [
  'shared/base',
  'shared/protocol',
  'shared/graph',
  'shared/formats',
  'shared/analysis',
  'shared/queries',
  'shared/engine',
  'shared/picture',
  'shared/report',
];
const NODE = ['node/worker', 'node/capture', 'node/host', 'node/picture'];

export const ROOMS: readonly Room[] = [
  { folder: 'shared/base', rooms: [], packages: [] },
  { folder: 'shared/protocol', rooms: ['shared/base'], packages: ['zod'] },
  { folder: 'shared/graph', rooms: ['shared/base'], packages: [] },
  { folder: 'shared/formats', rooms: ['shared/base', 'shared/graph'], packages: ['zod'] },
  { folder: 'shared/analysis', rooms: ['shared/base', 'shared/graph'], packages: [] },
  {
    folder: 'shared/queries',
    rooms: ['shared/base', 'shared/protocol', 'shared/graph', 'shared/analysis'],
    packages: [],
  },
  { folder: 'shared/engine', rooms: SHARED, packages: ['vscode-jsonrpc', 'zod'] },
  {
    folder: 'shared/picture',
    rooms: ['shared/base', 'shared/protocol'],
    packages: ['d3', '@viz-js/viz'],
  },
  {
    folder: 'shared/report',
    rooms: ['shared/base', 'shared/protocol', 'shared/picture'],
    packages: ['d3'],
  },
  { folder: 'node/worker', rooms: SHARED, packages: ['node:', 'vscode-jsonrpc', 'fzstd'] },
  { folder: 'node/capture', rooms: SHARED, packages: ['node:'] },
  { folder: 'node/picture', rooms: SHARED, packages: ['node:', '@resvg/resvg-js'] },
  { folder: 'node/host', rooms: [...SHARED, ...NODE], packages: ['node:', 'vscode-jsonrpc', 'zod'] },
  { folder: 'node/server', rooms: [...SHARED, ...NODE], packages: ['node:', 'vscode-jsonrpc', 'ws', 'zod'] },
  { folder: 'node/cli', rooms: [...SHARED, ...NODE, 'node/server'], packages: ['node:', 'zod'] },
  {
    folder: 'electron/main',
    rooms: [...SHARED, ...NODE],
    packages: ['node:', 'electron', 'vscode-jsonrpc', 'zod'],
  },
  { folder: 'electron/preload', rooms: ['shared/protocol'], packages: ['electron'] },
  { folder: 'renderer/styles', rooms: [], packages: [] },
  {
    folder: 'renderer/graph',
    rooms: ['shared/base', 'shared/protocol', 'shared/picture'],
    packages: ['react', 'd3'],
  },
  {
    folder: 'renderer/components',
    rooms: ['shared/base'],
    packages: ['react', 'd3', 'radix-ui', 'cmdk', 'lucide-react'],
  },
  {
    folder: 'renderer/host',
    rooms: ['shared/base', 'shared/protocol', 'shared/engine'],
    packages: ['vscode-jsonrpc'],
  },
  { folder: 'renderer/store', rooms: ['shared/base', 'shared/protocol'], packages: ['zustand'] },
  {
    folder: 'renderer/data',
    rooms: ['renderer/host', 'renderer/store', 'shared/base', 'shared/protocol'],
    packages: ['react', 'zustand'],
  },
  {
    folder: 'renderer/lists',
    rooms: ['renderer/data', 'renderer/store', 'renderer/components', 'shared/base', 'shared/protocol'],
    packages: ['react', 'lucide-react'],
  },
  {
    folder: 'renderer/panels',
    rooms: [
      'renderer/lists',
      'renderer/data',
      'renderer/store',
      'renderer/components',
      'renderer/graph',
      'shared/base',
      'shared/protocol',
    ],
    packages: ['react', 'd3', 'radix-ui', 'cmdk', 'lucide-react'],
  },
];

/** Files directly in renderer/: the application, which puts the rooms together. */
const APP: Room = {
  folder: 'renderer',
  rooms: ROOMS.map((room) => room.folder).filter(
    (folder) => folder.startsWith('renderer/') || SHARED.includes(folder),
  ),
  packages: ['react', 'react-dom', 'zustand', 'radix-ui', 'lucide-react', '@fontsource-variable'],
};

/** Imports that break the table and are known. May only shrink. */
export const DEBT: readonly { readonly file: string; readonly target: string; readonly why: string }[] = [];

/** The room a file lies in, or null. */
export function roomOf(file: string): Room | null {
  const room = ROOMS.find((candidate) => file.startsWith(`${candidate.folder}/`));
  if (room !== undefined) return room;
  return /^renderer\/[^/]+$/.test(file) ? APP : null;
}

function panelOf(file: string): string | null {
  return /^renderer\/panels\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function isPackage(target: string, name: string): boolean {
  return target === name || target.startsWith(name.endsWith(':') ? name : `${name}/`);
}

/** Whether the file may import the target (a project path or a package). */
export function allowed(file: string, target: string): boolean {
  const from = roomOf(file);
  if (from === null) return false;
  const to = roomOf(target);
  if (to === null) {
    if (/\.(css|svg)$/.test(target)) return true;
    return from.packages.some((name) => isPackage(target, name));
  }
  const fromPanel = panelOf(file);
  const toPanel = panelOf(target);
  if (fromPanel !== null && toPanel !== null) return fromPanel === toPanel;
  if (to.folder === from.folder) return true;
  return from.rooms.includes(to.folder);
}
