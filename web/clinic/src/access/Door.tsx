import type { ReactNode } from 'react';
import { Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { PageTitle } from '../app/ui';

/** The quiet page around signing in, set-up and welcome, with the true state of this software. */
export function Door({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const t = useWords();
  return (
    <main className="door">
      <div className="door-sheet">
        <p className="brand">Intersession</p>
        <PageTitle quiet>{title}</PageTitle>
        {intro && <p className="muted">{intro}</p>}
        {children}
        <Notice>
          <p className="notice-title">{t('door.notYet.title')}</p>
          <p className="small">{t('door.notYet.text')}</p>
        </Notice>
      </div>
    </main>
  );
}
