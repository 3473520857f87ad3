import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { newId } from '@shared/id';
import { Button, Dialog, Notice, TextArea, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { nextWeek } from '../client/next-week';
import { ErrorNotice } from '../app/ui';
import type { Session } from '../app/types';
import { holdSession } from './save';
import { minutesOf, spentIn } from './spent';
import { useSessionTools } from './tools';

interface Props {
  open: boolean;
  session: Session;
  unsaved: boolean;
  onClose: () => void;
}

/** The end of the session: what the client takes from it, and when the two meet again. */
export function HoldDialog({ open, session, unsaved, onClose }: Props) {
  const t = useWords();
  return (
    <Dialog open={open} onClose={onClose} title={t('hold.title')}>
      <HoldForm session={session} unsaved={unsaved} onClose={onClose} />
    </Dialog>
  );
}

function HoldForm({ session, unsaved, onClose }: Omit<Props, 'open'>) {
  const t = useWords();
  const navigate = useNavigate();
  const { clientId, screen, today, nextSession } = useSessionTools();
  const [takeaway, setTakeaway] = useState(session.takeaway ?? '');
  const [nextId] = useState(newId);
  const spent = spentIn(session.sessionId);
  const [reviewMinutes, setReviewMinutes] = useState(minutesOf(spent.review, session.reviewMinutes));
  const [assignMinutes, setAssignMinutes] = useState(minutesOf(spent.assign, session.assignMinutes));
  const suggested = nextWeek(screen.sessions, today);
  const [planNext, setPlanNext] = useState(!nextSession);
  const [day, setDay] = useState(suggested.slice(0, 10));
  const [time, setTime] = useState(suggested.slice(11, 16));
  const hold = useMutation({
    mutationFn: () => holdSession(clientId, { session, takeaway, reviewMinutes, assignMinutes, next: planNext && !nextSession ? `${day}T${time}` : '', nextId }),
    onSuccess: () => {
      onClose();
      void navigate(`/clients/${clientId}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!hold.isPending) hold.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      {unsaved && <Notice tone="need">{t('hold.unsaved')}</Notice>}
      <TextArea label={t('hold.takeaway', { name: screen.client.callName })} help={t('hold.takeawayHelp')} maxLength={1000} rows={2} className="voice" value={takeaway} onChange={setTakeaway} autoFocus />
      <div className="row wrap top">
        <Minutes label={t('hold.reviewMinutes')} value={reviewMinutes} onChange={setReviewMinutes} />
        <Minutes label={t('hold.assignMinutes')} value={assignMinutes} onChange={setAssignMinutes} />
      </div>
      {!nextSession && (
        <div className="col">
          <label className="check">
            <input type="checkbox" checked={planNext} onChange={(event) => setPlanNext(event.target.checked)} />
            {t('hold.planNext')}
          </label>
          {planNext && (
            <div className="row wrap top">
              <TextField label={t('sessions.day')} type="date" required value={day} onChange={setDay} />
              <TextField label={t('sessions.time')} type="time" required value={time} onChange={setTime} />
            </div>
          )}
        </div>
      )}
      <ErrorNotice error={hold.error} kept />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('hold.stay')}
        </Button>
        <Button kind="main" type="submit" disabled={hold.isPending}>
          {t('hold.button')}
        </Button>
      </div>
    </form>
  );
}

function Minutes({ label, value, onChange }: { label: string; value: number | null; onChange: (value: number | null) => void }) {
  const t = useWords();
  return (
    <TextField
      label={label}
      type="number"
      inputMode="numeric"
      min={0}
      max={600}
      className="short"
      unit={t('plan.minutesUnit')}
      value={value ?? ''}
      onChange={(typed) => onChange(typed === '' ? null : Number(typed))}
    />
  );
}
