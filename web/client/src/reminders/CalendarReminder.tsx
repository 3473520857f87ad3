import { useState, type FormEvent } from 'react';
import { Button, Notice, RadioOptions, TextField } from '@shared/ui';
import { useMyWords } from '../data/session';
import type { MyAssignment } from '../data/types';

const before = [0, 10, 60] as const;
const usualMinutes = 15;
const usualTime = '18:00';

/**
 * A reminder that is the client's own: an entry in the phone's calendar, which speaks up without this app, and says
 * what the client wants others to be able to read. Nothing of it reaches the practice.
 */
export function CalendarReminder({ assignment }: { assignment: MyAssignment }) {
  const t = useMyWords();
  const plan = assignment.agreement?.plan;
  const recurrence = plan?.recurrence;
  const [words, setWords] = useState(t('reminder.usual'));
  const [time, setTime] = useState(usualTime);
  const [ahead, setAhead] = useState<number>(10);
  const [state, setState] = useState<'no' | 'made' | 'over'>('no');
  // "Before the next session" has no day of its own.
  if (!plan || !recurrence || recurrence.freq === 'SESSION') return null;
  const times = recurrence.times ?? [];
  const make = async (event: FormEvent) => {
    event.preventDefault();
    const { calendarOf } = await import('./calendar');
    const file = calendarOf(
      assignment.assignmentId,
      recurrence,
      {
        words: words.trim() || t('reminder.usual'),
        times: times.length > 0 ? times : [time],
        before: ahead,
        minutes: plan.minutes ?? usualMinutes,
      },
      new Date(),
    );
    setState(file ? 'made' : 'over');
    if (file) handOver(file);
  };
  return (
    <details className="more no-print">
      <summary>{t('reminder.open')}</summary>
      <form className="col gap-top" onSubmit={(event) => void make(event)}>
        <p className="small">{t('reminder.help')}</p>
        <TextField label={t('reminder.words')} help={t('reminder.wordsHelp')} maxLength={80} value={words} onChange={setWords} />
        {times.length === 0 && <TextField label={t('reminder.time')} type="time" required value={time} onChange={setTime} />}
        <RadioOptions
          label={t('reminder.before')}
          value={String(ahead)}
          onChange={(minutes) => setAhead(Number(minutes))}
          choices={before.map((minutes) => ({ code: String(minutes), label: t('reminder.minutes', { count: minutes }) }))}
        />
        <div>
          <Button type="submit">{t('reminder.make')}</Button>
        </div>
        {state !== 'no' && <Notice live>{t(state === 'made' ? 'reminder.made' : 'reminder.over')}</Notice>}
      </form>
    </details>
  );
}

/** Gives a file to the phone, which asks in which calendar it belongs. */
function handOver(text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'plan.ics';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
