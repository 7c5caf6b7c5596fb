import { readdir } from 'node:fs/promises';
import path from 'node:path';

const INTERPRETER = /^python[\d.]*[a-z]*$/;
const MAX_LABEL = 60;

/**
 * A name that sorts by time and then by order, and tells the process: `shop-20261122-223005-03-pid1234.backref`.
 * `label` may hold anything: what is no letter, digit or one of `._-` becomes a dash; null or empty: left out.
 * `order` is left out where it is null. O(length of label).
 */
export function snapshotName(label: string | null, time: Date, order: string | null, pid: number): string {
  const stamp = time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const safe = (label ?? '').replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, MAX_LABEL);
  const parts = [safe.replace(/^[.-]+|-+$/g, ''), stamp, order ?? '', `pid${pid}`];
  return `${parts.filter((part) => part !== '').join('-')}.backref`;
}

/**
 * What a command line is about, in a word: `app` of `python3 -u /srv/app.py --port 80`, `gunicorn` of `python -m
 * gunicorn …` or of a process that calls itself `gunicorn: worker`; the interpreter where there is no more. O(length).
 */
export function programOf(command: string): string {
  const words = command.split(' ').filter((word) => word !== '');
  const base = (word: string): string => path.posix.basename(word).replace(/:$/, '');
  const first = base(words[0] ?? '');
  if (!INTERPRETER.test(first)) return first;
  const code = words.findIndex((word) => word === '-c');
  const script = words.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  if (script < 0 || (code > 0 && code < script)) return first;
  return base(words[script] ?? '').replace(/\.pyw?$/, '');
}

/** The name with `-2`, `-3`, … before its ending where a file of that name is in the folder already. One listing. */
export async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  const { name: stem, ext } = path.parse(name);
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${stem}-${number}${ext}`;
  return free;
}
