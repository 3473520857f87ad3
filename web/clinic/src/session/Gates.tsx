import { TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import type { Gate } from '../app/types';
import type { DesignDraft } from './drafts';

interface Props {
  gates: readonly Gate[];
  value: DesignDraft['gates'];
  onChange: (value: DesignDraft['gates']) => void;
  tried: boolean;
}

/** What to check before this activity. A hard gate wants an answer; a soft one a glance. */
export function Gates({ gates, value, onChange, tried }: Props) {
  const t = useWords();
  if (gates.length === 0) return null;
  const sorted = [...gates].sort((a, b) => Number(b.kind === 'hard') - Number(a.kind === 'hard'));
  return (
    <fieldset className="field">
      <legend className="field-label">{t('gates.title')}</legend>
      {sorted.map((gate) => {
        const answer = value[gate.id] ?? { confirmed: false, reason: '' };
        const put = (change: Partial<typeof answer>) => onChange({ ...value, [gate.id]: { ...answer, ...change } });
        const hard = gate.kind === 'hard';
        return (
          <div key={gate.id} className={hard ? 'gate hard' : 'gate'}>
            <label className="check">
              <input
                type="checkbox"
                checked={answer.confirmed}
                aria-invalid={hard && tried && !answer.confirmed ? true : undefined}
                onChange={(event) => put({ confirmed: event.target.checked })}
              />
              <span>
                {gate.text}
                {hard && <span className="small block">{t('gates.hard')}</span>}
              </span>
            </label>
            {gate.question && (
              <TextField
                label={gate.question}
                maxLength={500}
                value={answer.reason}
                onChange={(reason) => put({ reason })}
                error={hard && tried && !answer.reason.trim() ? t('gates.answer') : null}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
