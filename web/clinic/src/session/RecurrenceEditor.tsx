import { useId, type ReactNode } from 'react';
import { wallDate } from '@shared/time/local';
import { Button, FieldError, TextField, useFieldIds } from '@shared/ui';
import { currentLanguage, useWords } from '@shared/words';
import { CheckPills, shortDay } from '../app/ui';
import { dayName, days, modes, recurrenceProblems, recurrenceWords, toRecurrence, type Day, type RecurrenceDraft } from './recurrence';

interface Props {
  label: ReactNode;
  value: RecurrenceDraft;
  onChange: (value: RecurrenceDraft) => void;
  nextSession: string | undefined;
  today: string;
  error: string | null;
}

/** How often, as people say it; never as a rule to decode. What was picked is read back in one sentence. */
export function RecurrenceEditor({ label, value, onChange, nextSession, today, error }: Props) {
  const t = useWords();
  const language = currentLanguage();
  const ids = useFieldIds({ help: null, error });
  const name = useId();
  const put = (change: Partial<RecurrenceDraft>) => onChange({ ...value, ...change });
  const problems = recurrenceProblems(value);
  const sessionDay = nextSession?.slice(0, 10) ?? '';
  const repeats = value.mode === 'fixed' || value.mode === 'daily' || value.mode === 'perWeek';
  return (
    <fieldset className="field recurrence" aria-describedby={ids.describedBy}>
      <legend className="field-label">{label}</legend>
      <div className="pills">
        {modes.map((mode) => (
          <label key={mode} className="pill">
            <input type="radio" name={name} checked={value.mode === mode} onChange={() => put({ mode })} />
            <span>{t(`often.mode.${mode}`)}</span>
          </label>
        ))}
      </div>

      {value.mode === 'perWeek' && (
        <div className="row">
          <Button className="small-button" aria-label={t('often.fewer')} onClick={() => put({ perWeek: Math.max(1, value.perWeek - 1) })}>
            −
          </Button>
          <output className="count" aria-live="polite">
            {t('often.timesAWeek', { count: value.perWeek })}
          </output>
          <Button className="small-button" aria-label={t('often.moreOften')} onClick={() => put({ perWeek: Math.min(21, value.perWeek + 1) })}>
            +
          </Button>
        </div>
      )}
      {value.mode === 'fixed' && (
        <CheckPills<Day> label={<span className="small">{t('often.days')}</span>} value={value.byDay} onChange={(byDay) => put({ byDay })} choices={days.map((day) => ({ code: day, label: dayName(day, language, 'short') }))} />
      )}
      {value.mode === 'once' && <TextField label={<span className="small">{t('often.onDay')}</span>} type="date" className="short" min={today} value={value.start} onChange={(start) => put({ start })} />}
      {(value.mode === 'fixed' || value.mode === 'daily' || value.mode === 'once') && <Times times={value.times} onChange={(times) => put({ times })} />}

      {repeats && (
        <div className="row wrap until">
          <label className="check">
            <input type="radio" name={`${name}-until`} checked={value.until === ''} onChange={() => put({ until: '' })} />
            {t('often.open')}
          </label>
          {sessionDay && (
            <label className="check">
              <input type="radio" name={`${name}-until`} checked={value.until === sessionDay} onChange={() => put({ until: sessionDay })} />
              {t('often.untilSession', { day: shortDay(wallDate(sessionDay), language) })}
            </label>
          )}
          <label className="check">
            <input type="radio" name={`${name}-until`} checked={value.until !== '' && value.until !== sessionDay} onChange={() => put({ until: value.start })} />
            {t('often.untilDate')}
          </label>
          {value.until !== '' && value.until !== sessionDay && (
            <input type="date" className="input short" aria-label={t('often.untilDate')} min={value.start} value={value.until} onChange={(event) => put({ until: event.target.value })} />
          )}
        </div>
      )}
      <p className="small said" aria-live="polite">
        {problems[0] ? t(`often.problem.${problems[0]}`) : recurrenceWords(toRecurrence(value), t, language)}
      </p>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </fieldset>
  );
}

function Times({ times, onChange }: { times: string[]; onChange: (times: string[]) => void }) {
  const t = useWords();
  return (
    <div className="row wrap">
      {times.map((time, index) => (
        <span key={index} className="row tight-row">
          <input type="time" className="input time" required aria-label={t('often.time', { number: index + 1 })} value={time} onChange={(event) => onChange(times.map((each, at) => (at === index ? event.target.value : each)))} />
          <Button kind="quiet" className="small-button" aria-label={t('often.removeTime', { number: index + 1 })} onClick={() => onChange(times.filter((_, at) => at !== index))}>
            ×
          </Button>
        </span>
      ))}
      {times.length < 12 && (
        <Button className="small-button" onClick={() => onChange([...times, times.length ? '18:00' : '10:00'])}>
          {times.length ? t('often.anotherTime') : t('often.addTime')}
        </Button>
      )}
      {times.length === 0 && <span className="small">{t('often.anyTime')}</span>}
    </div>
  );
}
