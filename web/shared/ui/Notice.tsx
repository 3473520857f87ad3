import type { ReactNode } from 'react';

export interface NoticeProps {
  tone?: 'info' | 'need' | 'go';
  title?: ReactNode;
  children?: ReactNode;
  /** Announce it when it appears (a polite status message). */
  live?: boolean;
}

/** A sentence that belongs beside what the person is doing. */
export function Notice({ tone = 'info', title, children, live = false }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={live ? 'status' : undefined}>
      {title && <p className="notice-title">{title}</p>}
      {children}
    </div>
  );
}
