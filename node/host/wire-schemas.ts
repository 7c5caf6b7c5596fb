import { z } from 'zod';
import { CAPTURE_PREVIEWS } from '../../shared/protocol/capture-api.ts';
import { WINDOW_COMMANDS } from '../../shared/protocol/window-commands.ts';

/** Shapes of what a window sends, checked before anything is done with it. Sizes bound what a window can make us keep. */

const token = z.string().min(1).max(100);
const progressToken = z.string().min(1).max(40);
const snapshot = z.string().min(1).max(40);

export const emptySchema = z.strictObject({});

export const openSchema = z.strictObject({ token, progressToken });

/** Linux numbers processes up to 2²². */
const MAX_PID = 2 ** 22;

export const captureSchema = z.strictObject({
  pid: z.int().min(1).max(MAX_PID),
  preview: z.enum(CAPTURE_PREVIEWS),
  progressToken,
});

export const discardCaptureSchema = z.strictObject({ token });

export const closeSchema = z.strictObject({ snapshot });

export const callSchema = z.strictObject({ snapshot, method: z.string().max(40), params: z.unknown() });

export const forgetRecentsSchema = z.strictObject({ token: token.nullable() });

export const showSchema = z.strictObject({
  snapshot: snapshot.nullable(),
  commands: z.array(z.enum(WINDOW_COMMANDS)).max(WINDOW_COMMANDS.length),
});

/** 256 MB as base64: pictures are far below. */
const MAX_SAVE_CHARACTERS = 350_000_000;

export const saveSchema = z.strictObject({
  name: z.string().min(1).max(255),
  mediaType: z.string().max(100),
  base64: z
    .string()
    .max(MAX_SAVE_CHARACTERS)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/),
});

/** The first thing a schema refused, as `path: why`. O(1). */
export function reasonOf(error: z.ZodError): string {
  const issue = error.issues.at(0);
  if (issue === undefined) return 'not accepted';
  const where = issue.path.map(String).join('.');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}
