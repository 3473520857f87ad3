import { TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import type { PlanField } from '../app/types';

/** A required field may stay open, with a reason: a plan that fits beats a form that is full. */
export function Skip({ field, reason, show, onChange }: { field: PlanField; reason: string | undefined; show: boolean; onChange: (reason: string) => void }) {
  const t = useWords();
  if (!show) return null;
  return (
    <div className="skip">
      <TextField label={<span className="small">{t('plan.skip', { field: t(`plan.${field}`) })}</span>} maxLength={300} value={reason ?? ''} onChange={onChange} />
    </div>
  );
}
