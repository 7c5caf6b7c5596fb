import type { ReactNode } from 'react';

/** The mark: an arrow back from the held to its holder. Decoration; the name stands beside it. */
export function Logo({ size = 20 }: { readonly size?: number }): ReactNode {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 20 20" aria-hidden focusable="false">
      <path
        d="M12.9 7.1 7.6 12.4M6.9 8.2v4.9h4.9"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle className="logo-start" cx="4.4" cy="15.6" r="2.9" />
      <circle className="logo-root" cx="15.6" cy="4.4" r="2.9" />
    </svg>
  );
}
