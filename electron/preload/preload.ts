import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { IPC_CHANNELS } from '../../shared/protocol/ipc-channels.ts';
import type { GrantAnswer } from '../../shared/protocol/ipc-channels.ts';
import type { HostBridge } from '../../shared/protocol/wire.ts';

// All that the page gets of Electron. It can send and hear texts on one channel, and hand over a File it was given:
// the path behind the File goes from here to main and never into the page.
const bridge: HostBridge = {
  kind: 'electron',
  send: (message) => {
    if (typeof message === 'string') ipcRenderer.send(IPC_CHANNELS.rpc, message);
  },
  onMessage: (listener) => {
    const onText = (_event: unknown, message: string): void => listener(message);
    ipcRenderer.on(IPC_CHANNELS.rpc, onText);
    return () => {
      ipcRenderer.off(IPC_CHANNELS.rpc, onText);
    };
  },
  takeFile: async (file) => {
    const path = webUtils.getPathForFile(file as File);
    if (path === '') throw new Error('This item is not a file on this computer.');
    const answer = (await ipcRenderer.invoke(IPC_CHANNELS.grant, path)) as GrantAnswer;
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.offer;
  },
};

contextBridge.exposeInMainWorld('backrefHost', bridge);
