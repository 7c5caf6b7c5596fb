// npm run icons: every icon there is, made of the one drawing assets/icons/icon.svg.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { icns, ico } from './icon-files.mjs';

const root = path.resolve(import.meta.dirname, '..');
const PNG_SIDES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const ICO_SIDES = [16, 24, 32, 48, 64, 128, 256];
const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
);

/** The types of files that the application opens, with what stands on their icon. */
const FILE_TYPES = [
  { ext: 'backref', label: 'backref', colour: '#c2410c' },
  { ext: 'heapsnapshot', label: 'V8 heap', colour: '#2f7d3b' },
  { ext: 'pyheap', label: 'PyHeap', colour: '#2b5fad' },
];

function render(svg, side) {
  return new Resvg(svg, {
    fitTo: { mode: 'width', value: side },
    font: { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'Inter' },
  }).render();
}

/** RGBA rows with the alpha divided out again, which the renderer has multiplied in. */
function plainPixels(svg, side) {
  const pixels = Buffer.from(render(svg, side).pixels);
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3];
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = Math.min(255, Math.round((pixels[channel] * 255) / alpha));
    }
  }
  return pixels;
}

/** The drawing without its outer element, to be placed inside another. */
function inner(svg) {
  return svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
}

/** macOS leaves a margin around an icon's tile; the other systems do not. */
function macDrawing(svg) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024"><g transform="translate(100 100) scale(.8047)">${inner(svg)}</g></svg>`;
}

/** A sheet of paper with a folded corner, the drawing, and a band that names the type. */
function fileDrawing(svg, { label, colour }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
  <path d="M216 32h424l216 216v696a48 48 0 0 1-48 48H216a48 48 0 0 1-48-48V80a48 48 0 0 1 48-48z" fill="#fff" stroke="#a9adb5" stroke-width="16"/>
  <path d="M640 32v168a48 48 0 0 0 48 48h168z" fill="#dfe1e5" stroke="#a9adb5" stroke-width="16" stroke-linejoin="round"/>
  <g transform="translate(296 276) scale(.4219)">${inner(svg)}</g>
  <path d="M168 764h688v180a48 48 0 0 1-48 48H216a48 48 0 0 1-48-48z" fill="${colour}"/>
  <text x="512" y="924" font-family="Inter" font-weight="600" font-size="136" text-anchor="middle" fill="#fff">${label}</text>
</svg>`;
}

function cached(make) {
  const known = new Map();
  return (side) => {
    if (!known.has(side)) known.set(side, make(side));
    return known.get(side);
  };
}

/** Every file that the drawing becomes: path from the project's root → bytes. */
export function iconFiles(drawing) {
  const files = new Map();
  const pngsOf = (svg) => cached((side) => render(svg, side).asPng());
  const folder = 'assets/icons';
  const png = pngsOf(drawing);
  for (const side of PNG_SIDES) files.set(`${folder}/png/${side}x${side}.png`, png(side));
  files.set(
    `${folder}/icon.ico`,
    ico(ICO_SIDES, (side) => plainPixels(drawing, side), png),
  );
  files.set(`${folder}/icon.icns`, icns(pngsOf(macDrawing(drawing))));
  for (const type of FILE_TYPES) {
    const sheet = fileDrawing(drawing, type);
    const sheetPng = pngsOf(sheet);
    files.set(
      `${folder}/${type.ext}.ico`,
      ico(ICO_SIDES, (side) => plainPixels(sheet, side), sheetPng),
    );
    files.set(`${folder}/${type.ext}.icns`, icns(sheetPng));
    files.set(`${folder}/${type.ext}.png`, sheetPng(256));
  }
  files.set('renderer/public/icon.svg', Buffer.from(drawing));
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, bytes] of iconFiles(readFileSync(path.join(root, 'assets/icons/icon.svg'), 'utf8'))) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    console.log(`${name}: ${(bytes.length / 1000).toFixed(1)} kB`);
  }
}
