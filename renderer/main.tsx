import { connectHost } from './host/connect-host.ts';
import { toHeapError } from '../shared/base/errors.ts';
import { mountWindow } from './mount.tsx';

const element = document.getElementById('window');
if (element === null) throw new Error('The page has no element for the window.');

connectHost().then(
  (host) => mountWindow(host, element),
  (error: unknown) => {
    const alert = document.createElement('p');
    alert.setAttribute('role', 'alert');
    alert.textContent = `Backref could not be reached: ${toHeapError(error).message} Start it again and reload.`;
    element.append(alert);
  },
);
