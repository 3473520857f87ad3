import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { newId } from '@shared/id';
import { today, wallDate } from '@shared/time/local';
import { Button, Chip, Dialog, TextArea, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { CheckPills, ErrorNotice, Pills, shortMoment } from '../app/ui';
import { circlePaths, keepCircle, type Circle, type CircleSession, type CircleSessionInput } from './queries';

/** The appointments of all. Each client has an own session for it; whoever was not there, a cancelled one. */
export function CircleSessions({ circle }: { circle: Circle }) {
  const t = useWords();
  const [shown, setShown] = useState<CircleSession | 'new' | null>(null);
  const sessions = [...circle.sessions].reverse();
  return (
    <section className="card" aria-labelledby="circle-sessions">
      <div className="row apart wrap">
        <h2 id="circle-sessions">{t('circles.sessions')}</h2>
        {circle.clients.length > 0 && (
          <Button className="small-button" onClick={() => setShown('new')}>
            {t('sessions.plan')}
          </Button>
        )}
      </div>
      {sessions.length === 0 && <p className="muted gap-top">{t('circles.noSessions')}</p>}
      <ul className="plain lines">
        {sessions.map((session) => (
          <li key={session.circleSessionId}>
            <div className="row apart wrap">
              <span>{shortMoment(wallDate(session.startsAt))}</span>
              <span className="row wrap">
                <Chip tone={session.state === 'open' ? 'go' : session.state === 'planned' ? 'info' : 'plain'}>{t(`sessionState.${session.state}`)}</Chip>
                <Button kind="quiet" className="small-button" aria-label={t('circles.changeSession', { when: shortMoment(wallDate(session.startsAt)) })} onClick={() => setShown(session)}>
                  {t('edit')}
                </Button>
              </span>
            </div>
            {session.learning && <p className="voice why">“{session.learning}”</p>}
          </li>
        ))}
      </ul>
      <Dialog open={shown !== null} onClose={() => setShown(null)} title={t(shown === 'new' ? 'sessions.plan' : 'circles.session')}>
        {shown && <SessionForm circle={circle} session={shown === 'new' ? null : shown} onClose={() => setShown(null)} />}
      </Dialog>
    </section>
  );
}

function SessionForm({ circle, session, onClose }: { circle: Circle; session: CircleSession | null; onClose: () => void }) {
  const t = useWords();
  const { practice } = useSignedIn();
  const [id] = useState(session?.circleSessionId ?? newId());
  const [day, setDay] = useState(session?.startsAt.slice(0, 10) ?? today());
  const [time, setTime] = useState(session?.startsAt.slice(11, 16) ?? '17:00');
  const [state, setState] = useState<CircleSessionInput['state']>(session?.state ?? 'planned');
  const [learning, setLearning] = useState(session?.learning ?? '');
  const [absent, setAbsent] = useState<string[]>(session?.absent ?? []);
  const save = useMutation({
    mutationFn: () =>
      api.put<Circle>(circlePaths.session(circle.circleId, id), {
        startsAt: `${day}T${time}`,
        state,
        absent,
        ...(learning.trim() ? { learning: learning.trim() } : {}),
        ...(session ? { version: session.version } : {}),
      } satisfies CircleSessionInput),
    onSuccess: async (saved) => {
      await keepCircle(saved);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <div className="row wrap top">
        <TextField label={t('sessions.day')} type="date" required value={day} onChange={setDay} />
        <TextField label={t('sessions.time')} type="time" required value={time} onChange={setTime} />
      </div>
      <p className="small">{t('sessions.zone', { zone: practice.zone.replace(/_/g, ' ') })}</p>
      {session && (
        <>
          <Pills<CircleSessionInput['state']>
            label={t('circles.state')}
            value={state}
            onChange={setState}
            choices={(['planned', 'open', 'held', 'cancelled'] as const).map((code) => ({ code, label: t(`sessionState.${code}`) }))}
          />
          <CheckPills
            label={t('circles.absent')}
            value={absent}
            onChange={setAbsent}
            choices={circle.clients.map((client) => ({ code: client.clientId, label: client.name }))}
          />
          <TextArea label={t('circles.learning')} help={t('circles.learningHelp')} maxLength={1000} value={learning} onChange={setLearning} />
        </>
      )}
      <ErrorNotice error={save.error} kept />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
