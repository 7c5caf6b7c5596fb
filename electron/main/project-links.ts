import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isAllowedLink } from './app-origin.ts';

/** Pages of the project. */
export type ProjectLink = 'home' | 'guide' | 'problems';
export type ProjectLinks = Readonly<Partial<Record<ProjectLink, string>>>;

const manifestSchema = z.object({
  homepage: z.string().optional().catch(undefined),
  bugs: z.object({ url: z.string() }).optional().catch(undefined),
});

/**
 * Where the package's manifest says the project is; what it does not say, or says of a host that is not listed, is
 * left out, so that no menu leads nowhere. Never rejects.
 */
export async function readProjectLinks(packageRoot: string): Promise<ProjectLinks> {
  let manifest;
  try {
    manifest = manifestSchema.parse(
      JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')),
    );
  } catch {
    return {}; // Without links the application is whole.
  }
  const { homepage, bugs } = manifest;
  const home = homepage?.replace(/#.*$/, '').replace(/\/$/, '');
  const links: [ProjectLink, string | undefined][] = [
    ['home', home],
    ['guide', home === undefined ? undefined : `${home}/blob/main/docs/user-guide.md`],
    ['problems', bugs?.url],
  ];
  return Object.fromEntries(links.filter(([, url]) => url !== undefined && isAllowedLink(url)));
}
