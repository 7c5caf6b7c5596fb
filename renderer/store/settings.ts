/** What the window remembers of its user between visits; nothing about snapshots. */
export interface Settings {
  /** Shares of the three columns of the types view, in per cent of the window. */
  readonly typesWidth: number;
  readonly instancesWidth: number;
  /** Share of a view that has an object beside it, in per cent of the window. */
  readonly viewWidth: number;
  /** Whether the object takes the whole window. */
  readonly wideObject: boolean;
}

export const USUAL_SETTINGS: Settings = {
  typesWidth: 30,
  instancesWidth: 26,
  viewWidth: 50,
  wideObject: false,
};

/** What is needed of localStorage. */
export interface SettingsStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const STORAGE_KEY = 'backref.settings';

function width(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 10 && value <= 80 ? value : otherwise;
}

/** The settings kept in `storage`; the usual ones where there are none or they make no sense. Never throws. */
export function readSettings(storage: SettingsStorage | null): Settings {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return USUAL_SETTINGS;
    const { typesWidth, instancesWidth, viewWidth, wideObject } = kept as Record<keyof Settings, unknown>;
    return {
      typesWidth: width(typesWidth, USUAL_SETTINGS.typesWidth),
      instancesWidth: width(instancesWidth, USUAL_SETTINGS.instancesWidth),
      viewWidth: width(viewWidth, USUAL_SETTINGS.viewWidth),
      wideObject: wideObject === true,
    };
  } catch {
    // Damaged, or storage is forbidden: the window works without.
    return USUAL_SETTINGS;
  }
}

/** Keeps the settings in `storage`, where that is allowed. Never throws. */
export function writeSettings(storage: SettingsStorage | null, settings: Settings): void {
  try {
    storage?.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // Full or forbidden: they last as long as the window.
  }
}
