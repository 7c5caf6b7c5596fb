/** What `import … from 'electron'` gives in the main process. */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu, MenuItem } from './menu.ts';
export { protocol } from './protocol.ts';
export { screen } from './screen.ts';
export { Session as session } from './session.ts';
export { clipboard, dialog, nativeTheme, shell } from './system.ts';
export { WebContents as webContents } from './web-contents.ts';
