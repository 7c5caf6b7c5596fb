import { shell } from 'electron';
import type { App, WebContents } from 'electron';
import { isAllowedLink, isAppAddress } from './app-origin.ts';

interface Navigation {
  readonly url: string;
  preventDefault(): void;
}

function stayInside(navigation: Navigation): void {
  if (!isAppAddress(navigation.url)) navigation.preventDefault();
}

function guard(contents: WebContents): void {
  contents.on('will-navigate', stayInside);
  contents.on('will-frame-navigate', stayInside);
  contents.on('will-redirect', stayInside);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedLink(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Keeps every page there will ever be inside the app: no other pages, no windows of their own, no webviews. */
export function guardNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}
