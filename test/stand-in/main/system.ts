import { Emulated, EmulatedEmitter } from './emulated.ts';

function refuse(name: string): Promise<never> {
  return Promise.reject(
    new Error(`stand-in: nobody answered ${name}; a test sets it with electronApp.evaluate`),
  );
}

/** Dialogs that the user would answer: a test puts its own function in the place of each. */
class Dialog
  extends Emulated
  implements Pick<Electron.Dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog'>
{
  showOpenDialog(): Promise<Electron.OpenDialogReturnValue> {
    return refuse('dialog.showOpenDialog');
  }
  showSaveDialog(): Promise<Electron.SaveDialogReturnValue> {
    return refuse('dialog.showSaveDialog');
  }
  showMessageBox(): Promise<Electron.MessageBoxReturnValue> {
    return refuse('dialog.showMessageBox');
  }
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  }
}

/** Other programs of the system: nothing is started. Tests watch the calls. */
class Shell
  extends Emulated
  implements Pick<Electron.Shell, 'beep' | 'openExternal' | 'openPath' | 'showItemInFolder'>
{
  async openExternal(): Promise<void> {}
  openPath(): Promise<string> {
    return Promise.resolve('');
  }
  showItemInFolder(): void {}
  beep(): void {}
}

/** Light, as no desktop says otherwise. What pages see of it a test sets by page.emulateMedia. */
class NativeTheme
  extends EmulatedEmitter
  implements Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'>
{
  #source: Electron.NativeTheme['themeSource'] = 'system';
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }
  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source;
  }
  set themeSource(source: Electron.NativeTheme['themeSource']) {
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated');
  }
}

/** The text that was last put there by the main process; what pages copy goes to Chromium's own clipboard. */
class Clipboard extends Emulated implements Pick<Electron.Clipboard, 'readText' | 'writeText'> {
  #text = '';
  readText(): Promise<string> {
    return Promise.resolve(this.#text);
  }
  writeText(text: string): Promise<void> {
    this.#text = text;
    return Promise.resolve();
  }
}

export const clipboard = new Clipboard();
export const dialog = new Dialog();
export const shell = new Shell();
export const nativeTheme = new NativeTheme();
