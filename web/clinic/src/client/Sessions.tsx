import { useState, type FormEvent } from 'react';
import { newId } from '@shared/id';
import { today, wallDate } from '@shared/time/local';
import { Button, Card, Chip, Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { paths } from '../app/queries';
import { ErrorNotice, shortMoment } from '../app/ui';
import type { ClientRecord, Session, SessionInput } from '../app/types';
import { FormFoot } from './Goals';
import { nextWeek } from './next-week';
import { useSave } from './useSave';

/** As many as one wants to see at a glance: the next one and the last few takeaways. */
const few = 5;

export function Sessions({ record }: { record: ClientRecord }) {
  const t = useWords();
  const [planning, setPlanning] = useState<Session | 'new' | null>(null);
  const treatmentId = record.treatments[0]?.treatmentId;
  const sessions = [...record.sessions].sort((a, b) => b.startsAt.localeCompare(a.startsAt));
  // The minutes of the first one count most: what is explained well then is done more often later.
  const first = sessions.findLast((session) => session.state !== 'cancelled')?.sessionId;
  return (
    <Card aria-labelledby="sessions">
      <div className="row apart">
        <h2 id="sessions">{t('sessions.title')}</h2>
        {treatmentId && (
          <Button className="small-button" onClick={() => setPlanning('new')}>
            {t('sessions.plan')}
          </Button>
        )}
      </div>
      {sessions.length === 0 ? (
        <p className="muted gap-top">{t('sessions.empty')}</p>
      ) : (
        <>
          <Lines sessions={sessions.slice(0, few)} first={first} onMove={setPlanning} />
          {sessions.length > few && (
            <details className="gap-top">
              <summary>{t('sessions.earlier', { count: sessions.length - few })}</summary>
              <Lines sessions={sessions.slice(few)} first={first} onMove={setPlanning} />
            </details>
          )}
        </>
      )}
      <Dialog open={planning !== null} onClose={() => setPlanning(null)} title={planning === 'new' ? t('sessions.plan') : t('sessions.move')}>
        {planning && treatmentId && (
          <SessionForm record={record} treatmentId={treatmentId} session={planning === 'new' ? null : planning} onClose={() => setPlanning(null)} />
        )}
      </Dialog>
    </Card>
  );
}

function Lines({ sessions, first, onMove }: { sessions: readonly Session[]; first: string | undefined; onMove: (session: Session) => void }) {
  const t = useWords();
  return (
    <ul className="plain lines">
      {sessions.map((session) => (
        <li key={session.sessionId}>
          <div className="row apart wrap">
            <span className={session.state === 'cancelled' ? 'struck' : undefined}>{shortMoment(wallDate(session.startsAt))}</span>
            <span className="row">
              <Chip tone={session.state === 'open' ? 'go' : session.state === 'planned' ? 'info' : 'plain'}>{t(`sessionState.${session.state}`)}</Chip>
              {session.state === 'planned' && (
                <Button kind="quiet" className="small-button" onClick={() => onMove(session)}>
                  {t('sessions.move')}
                </Button>
              )}
            </span>
          </div>
          {session.takeaway && <p className="voice why">“{session.takeaway}”</p>}
          {(session.reviewMinutes !== undefined || session.assignMinutes !== undefined) && (
            <p className="small">
              {[
                session.reviewMinutes !== undefined && t('sessions.reviewMinutes', { count: session.reviewMinutes }),
                session.assignMinutes !== undefined && t('sessions.assignMinutes', { count: session.assignMinutes }),
                first === session.sessionId && t('sessions.first'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function SessionForm({ record, treatmentId, session, onClose }: { record: ClientRecord; treatmentId: string; session: Session | null; onClose: () => void }) {
  const t = useWords();
  const { practice } = useSignedIn();
  const [sessionId] = useState(session?.sessionId ?? newId());
  const suggested = session?.startsAt ?? nextWeek(record.sessions, today());
  const [day, setDay] = useState(suggested.slice(0, 10));
  const [time, setTime] = useState(suggested.slice(11, 16));
  const { clientId } = record.client;
  const save = useSave<SessionInput>(clientId, () => `${paths.client(clientId)}/sessions/${sessionId}`, (input) => input, onClose);
  const send = (state: SessionInput['state']) =>
    save.mutate({ treatmentId, startsAt: `${day}T${time}`, state, ...(session ? { version: session.version } : {}) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send('planned');
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <div className="row wrap top">
        <TextField label={t('sessions.day')} type="date" required value={day} onChange={setDay} />
        <TextField label={t('sessions.time')} type="time" required value={time} onChange={setTime} />
      </div>
      <p className="small">{t('sessions.zone', { zone: practice.zone.replace(/_/g, ' ') })}</p>
      <ErrorNotice error={save.error} kept />
      {session && (
        <div>
          <Button onClick={() => send('cancelled')} disabled={save.isPending}>
            {t('sessions.cancel')}
          </Button>
        </div>
      )}
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}
