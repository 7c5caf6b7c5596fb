import { Menu } from 'electron';
import { menuTemplate } from './menu-template.ts';
import type { MenuActions, MenuState } from './menu-template.ts';

/** The application's menu, made anew when what it depends on has changed. */
export class AppMenu {
  readonly #actions: MenuActions;
  #shown = '';

  constructor(actions: MenuActions) {
    this.#actions = actions;
  }

  /** Shows the menu of the state. An equal state changes nothing: a menu that is open stays open. */
  show(state: MenuState): void {
    const text = JSON.stringify(state);
    if (text === this.#shown) return;
    this.#shown = text;
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, this.#actions)));
  }
}
