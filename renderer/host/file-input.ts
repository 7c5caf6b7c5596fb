/** The label of the input, by which tests find it. For users there is the button that calls choose(). */
export const FILE_INPUT_LABEL = 'Open snapshot file';

/** The page's one file input, out of sight. */
export interface FileInput {
  /** Shows the browser's file chooser; empty when the user changes their mind, or when asked again meanwhile. */
  choose(): Promise<readonly File[]>;
}

/**
 * Puts the input into the document. `onUnasked` gets files that were set without choose(), as tests do.
 */
export function createFileInput(onUnasked: (files: readonly File[]) => void): FileInput {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.tabIndex = -1;
  input.className = 'visually-hidden';
  input.setAttribute('aria-label', FILE_INPUT_LABEL);
  // Else there were two buttons "Open snapshot" for whoever lists them.
  input.setAttribute('aria-hidden', 'true');
  // By property, which the content security policy allows; the class may not be there yet.
  Object.assign(input.style, {
    position: 'fixed',
    width: '1px',
    height: '1px',
    opacity: '0',
    pointerEvents: 'none',
  });

  let answer: ((files: readonly File[]) => void) | null = null;
  const settle = (files: readonly File[]): void => {
    const waiting = answer;
    answer = null;
    if (waiting !== null) waiting(files);
    else if (files.length > 0) onUnasked(files);
  };
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = ''; // So that the same file can be chosen again.
    settle(files);
  });
  input.addEventListener('cancel', () => settle([]));
  document.body.append(input);

  return {
    choose: () =>
      new Promise((resolve) => {
        answer?.([]);
        answer = resolve;
        input.click();
      }),
  };
}
