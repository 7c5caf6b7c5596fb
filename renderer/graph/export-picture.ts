import type { Layout } from '../../shared/picture/geometry.ts';
import type { Scene } from '../../shared/picture/scene.ts';
import { arrangeSheet, drawSheetScene, drawSheetWords } from '../../shared/picture/sheet.ts';
import { THEMES } from '../../shared/picture/theme.ts';
import type { ThemeName } from '../../shared/picture/theme.ts';
import { CanvasPen, PEN_FONTS } from './canvas-pen.ts';

const SCALE = 2;
const MIN_PIXELS_ACROSS = 1600;
/** Longest side and greatest area that browsers paint. */
const MAX_SIDE = 16_384;
const MAX_AREA = 2 ** 27;

/**
 * The scene with heading, legend and what is left out as PNG bytes, twice as sharp as the screen and at least 1,600
 * pixels wide. About 0.2 s for 1,000 nodes. Rejects when the browser has no memory for it.
 */
export async function paintPng(scene: Scene, layout: Layout, themeName: ThemeName): Promise<Uint8Array> {
  // A font that was not needed on screen yet would be painted as something else.
  await Promise.all(PEN_FONTS.map((font) => document.fonts.load(font)));
  await document.fonts.ready;
  const theme = THEMES[themeName];
  const sheet = arrangeSheet(scene, layout);
  const wanted = Math.max(SCALE, MIN_PIXELS_ACROSS / sheet.width);
  const most = Math.min(
    MAX_SIDE / Math.max(sheet.width, sheet.height),
    Math.sqrt(MAX_AREA / (sheet.width * sheet.height)),
  );
  const scale = Math.min(wanted, most);
  const canvas = new OffscreenCanvas(Math.ceil(sheet.width * scale), Math.ceil(sheet.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to paint on.');
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const pen = new CanvasPen(context);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  drawSheetWords(pen, scene, sheet, theme);
  context.setTransform(scale, 0, 0, scale, sheet.origin.x * scale, sheet.origin.y * scale);
  drawSheetScene(pen, scene, layout, theme);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}
