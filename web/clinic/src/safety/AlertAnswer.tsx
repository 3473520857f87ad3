import type { components } from '@shared/api';
import { useWords } from '@shared/words';

/** What was asked and answered, in the words of then; or that it cannot be opened. */
export function AlertAnswer({ alert }: { alert: components['schemas']['Alert'] }) {
  const t = useWords();
  if (alert.unreadable) return <p>{t('alerts.unreadable')}</p>;
  return (
    <div>
      <p className="small">
        {alert.measure}: {alert.question}
      </p>
      <p className="voice">“{alert.answer}”</p>
    </div>
  );
}
