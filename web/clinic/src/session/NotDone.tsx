import { TextField } from '@shared/ui';
import { useWords } from '@shared/words';

const reasons = ['time', 'forgot', 'bigger', 'unsure', 'afraid', 'low', 'unclear', 'event', 'meaning'] as const;

/** Puts a phrase in, or takes it out again; own words around it stay. Exported for its test. */
export function togglePhrase(text: string, phrase: string): string {
  const parts = text.split(';').map((part) => part.trim()).filter(Boolean);
  return (parts.includes(phrase) ? parts.filter((part) => part !== phrase) : [...parts, phrase]).join('; ');
}

/** What got in the way, in one tap. A reason is information, never a fault. */
export function NotDone({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useWords();
  const parts = value.split(';').map((part) => part.trim());
  return (
    <fieldset className="field">
      <legend className="field-label">{t('notDone.label')}</legend>
      <div className="pills">
        {reasons.map((code) => {
          const phrase = t(`notDone.${code}`);
          const on = parts.includes(phrase);
          return (
            <button key={code} type="button" className={on ? 'pill on' : 'pill'} aria-pressed={on} onClick={() => onChange(togglePhrase(value, phrase))}>
              {phrase}
            </button>
          );
        })}
      </div>
      <TextField label={<span className="small">{t('notDone.own')}</span>} maxLength={500} value={value} onChange={onChange} />
    </fieldset>
  );
}
