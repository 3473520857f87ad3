import { useState } from 'react';
import { TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { obstacles, obstacleWords } from './obstacles';

/** What is told most often; the rest is one press away. */
const often = ['no-time', 'forgot', 'low-energy', 'anxious', 'too-hard', 'unclear', 'no-chance', 'life-event'];

interface Props {
  /** Codes of catalogue/obstacles.json. */
  codes: readonly string[];
  onCodes: (codes: string[]) => void;
  words: string;
  onWords: (words: string) => void;
}

/** What got in the way, in one tap, in the words the client reads too. A reason is information, never a fault. */
export function NotDone({ codes, onCodes, words, onWords }: Props) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? obstacles.map((each) => each.code) : [...often, ...codes.filter((code) => !often.includes(code))];
  return (
    <fieldset className="field">
      <legend className="field-label">{t('notDone.label')}</legend>
      <div className="pills">
        {shown.map((code) => {
          const on = codes.includes(code);
          return (
            <button
              key={code}
              type="button"
              className={on ? 'pill on' : 'pill'}
              aria-pressed={on}
              onClick={() => onCodes(on ? codes.filter((each) => each !== code) : [...codes, code])}
            >
              {obstacleWords(code)}
            </button>
          );
        })}
        {!all && (
          <button type="button" className="pill dashed" onClick={() => setAll(true)}>
            {t('notDone.more')}
          </button>
        )}
      </div>
      <TextField label={<span className="small">{t('notDone.own')}</span>} maxLength={500} value={words} onChange={onWords} />
    </fieldset>
  );
}
