import type { FileOffer } from './host-api.ts';

/** Names of Electron's IPC channels between preload and main. The page does not know them: it has HostBridge. */
export const IPC_CHANNELS = {
  /** JSON-RPC texts, both ways. */
  rpc: 'backref:rpc',
  /** Preload asks main to let the window open a dropped file; answered with a GrantAnswer. */
  grant: 'backref:grant',
} as const;

/** A value, because errors lose their class and gain a prefix when they cross IPC. */
export type GrantAnswer = { readonly offer: FileOffer } | { readonly problem: string };
