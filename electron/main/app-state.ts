import path from 'node:path';
import { z } from 'zod';
import { StateFile } from './state-file.ts';

/** Most recent files that are kept. */
export const MAX_RECENTS = 10;
/** Files of a session that are offered again; somebody who opened more has other ways. */
export const MAX_SESSION = 20;

const coordinate = z.number().int().min(-1_000_000).max(1_000_000);
const extent = z.number().int().min(1).max(100_000);

const placementSchema = z.object({
  bounds: z.object({ x: coordinate, y: coordinate, width: extent, height: extent }),
  isMaximized: z.boolean(),
});

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const filePath = z
  .string()
  .max(32_768)
  .refine((file) => path.isAbsolute(file));

// Each member for itself: what is damaged falls back, the rest stays.
const appStateSchema = z.object({
  window: placementSchema.nullable().catch(null),
  theme: z.enum(THEMES).catch('system'),
  recents: z
    .array(filePath)
    .catch([])
    .transform((files) => files.slice(0, MAX_RECENTS)),
  lastSession: z
    .array(filePath)
    .catch([])
    .transform((files) => files.slice(0, MAX_SESSION)),
});

/** What the application remembers between runs: where the last window was, the theme, and paths of the user's files. */
export type AppState = z.output<typeof appStateSchema>;
export type AppStateFile = StateFile<AppState>;

/** The state in `folder` (the app's userData). Never rejects: what is damaged is as if it had never been. */
export function loadAppState(folder: string, log: (line: string) => void): Promise<AppStateFile> {
  return StateFile.load({ path: path.join(folder, 'state.json'), schema: appStateSchema, log });
}
