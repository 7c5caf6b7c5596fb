import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/window.css';
import './styles/columns.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { HostApi } from '../shared/protocol/host-api.ts';
import { App } from './app.tsx';
import { HostProvider } from './data/host-context.tsx';
import { followAddress } from './store/address.ts';
import { readSettings, writeSettings } from './store/settings.ts';
import type { SettingsStorage } from './store/settings.ts';
import { useWindow } from './store/window-store.ts';

/** Where settings are kept; null where the browser forbids it. */
function storageOf(view: Window): SettingsStorage | null {
  try {
    return view.localStorage;
  } catch {
    return null;
  }
}

/** Puts the window of a host into an element, and keeps address and settings. */
export function mountWindow(host: HostApi, element: HTMLElement): void {
  const storage = storageOf(window);
  useWindow.getState().change(readSettings(storage));
  useWindow.getState().remembered(host.recents);
  useWindow.subscribe((state, before) => {
    if (state.settings !== before.settings) writeSettings(storage, state.settings);
  });
  followAddress(useWindow, window);
  createRoot(element).render(
    <StrictMode>
      <HostProvider value={host}>
        <App />
      </HostProvider>
    </StrictMode>,
  );
}
