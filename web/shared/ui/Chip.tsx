import type { ReactNode } from 'react';

export type Tone = 'plain' | 'go' | 'need' | 'info';

/** A small true statement. The words carry the meaning; the tone only supports them. */
export function Chip({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={tone === 'plain' ? 'chip' : `chip ${tone}`}>{children}</span>;
}
