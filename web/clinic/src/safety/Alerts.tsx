import { useEffect, useState, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { Button, Card, Dialog, Notice, TextArea, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { queryClient, refreshClient, useMembers } from '../app/queries';
import { ErrorNotice, Pills, shortMoment } from '../app/ui';
import { FormFoot } from '../client/Goals';
import { AlertAnswer } from './AlertAnswer';

type Alert = components['schemas']['Alert'];
type Action = components['schemas']['AlertAction'];
type Escalation = components['schemas']['EscalationList']['escalations'][number];

const actions: readonly Action[] = ['spoke', 'in-session', 'handed-on', 'nothing-needed', 'other'];
const alertsKey = ['alerts'];
const escalationsKey = ['escalations'];
/** Often enough for somebody who leaves the page open; nobody is promised that somebody does. */
const lookAgain = 60_000;

/** Answers that need a person, above everything else until somebody says what was done. */
export function Alerts() {
  const treats = useSignedIn().roles.includes('therapist');
  return (
    <>
      {treats && <OwnAlerts />}
      <Escalations treats={treats} />
    </>
  );
}

function OwnAlerts() {
  const t = useWords();
  const alerts = useQuery({
    queryKey: alertsKey,
    queryFn: async ({ signal }) => (await api.get<{ alerts: Alert[] }>('/api/v1/alerts', { signal })).alerts,
    refetchInterval: lookAgain,
  });
  const open = alerts.data?.filter((alert) => !alert.acknowledgement) ?? [];
  if (alerts.error) return <ErrorNotice error={alerts.error} again={() => void alerts.refetch()} />;
  if (open.length === 0) return null;
  return (
    <section className="col" aria-labelledby="alerts">
      <h2 id="alerts">{t('alerts.title', { count: open.length })}</h2>
      {open.map((alert) => (
        <AlertCard key={alert.alertId} alert={alert} />
      ))}
      <p className="small">{t('alerts.note')}</p>
    </section>
  );
}

function AlertCard({ alert }: { alert: Alert }) {
  const t = useWords();
  const [answering, setAnswering] = useState(false);
  const path = `/api/v1/clients/${alert.clientId}/alerts/${alert.alertId}`;
  const { alertId, openedAt } = alert;
  useEffect(() => {
    // Noted once, when it is first on a screen; it ends nothing, so that a failure needs no words.
    if (!openedAt) void api.post(`${path}/open`, {}).catch(() => undefined);
  }, [alertId, openedAt, path]);
  const given = new Date(alert.givenAt);
  const received = new Date(alert.receivedAt);
  const name = alert.clientName ?? t('alerts.someone');
  return (
    <Card className="col alert-card" aria-label={name}>
      <div className="row apart wrap top">
        <div className="grow">
          <h3>
            <Link to={`/clients/${alert.clientId}`}>{name}</Link>
          </h3>
          <p className="small">
            {t('alerts.given', { when: shortMoment(given) })}
            {` · ${t('alerts.received', { when: shortMoment(received) })}`}
          </p>
        </div>
        <Button kind="main" onClick={() => setAnswering(true)}>
          {t('alerts.answer')}
        </Button>
      </div>
      <AlertAnswer alert={alert} />
      <p className="small">
        {!alert.unreadable && `${t('alerts.rule', { rule: alert.rule })} · `}
        <Link to={`/clients/${alert.clientId}/alerts/${alert.alertId}`}>{t('alerts.timeline')}</Link>
      </p>
      {alert.escalation && alert.escalation !== 'therapist' && <Notice tone="need">{t(`alerts.escalated.${alert.escalation}`)}</Notice>}
      <Dialog open={answering} onClose={() => setAnswering(false)} title={t('alerts.answerTitle', { name })}>
        <Acknowledge alert={alert} path={path} onClose={() => setAnswering(false)} />
      </Dialog>
    </Card>
  );
}

function Acknowledge({ alert, path, onClose }: { alert: Alert; path: string; onClose: () => void }) {
  const t = useWords();
  const [action, setAction] = useState<Action>('spoke');
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: () => api.post(`${path}/acknowledge`, { action, note: note.trim() }),
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: alertsKey }), refreshClient(alert.clientId)]);
      onClose();
    },
    onError: () => queryClient.invalidateQueries({ queryKey: alertsKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <Pills label={t('alerts.what')} value={action} onChange={setAction} choices={actions.map((code) => ({ code, label: t(`alerts.action.${code}`) }))} />
      <TextArea label={t('alerts.noteLabel')} help={t('alerts.noteHelp')} required maxLength={2000} value={note} onChange={setNote} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}

/** What nobody took care of in the practice's time: shown to whoever stands in, without what it says. */
function Escalations({ treats }: { treats: boolean }) {
  const t = useWords();
  const waiting = useQuery({
    queryKey: escalationsKey,
    queryFn: async ({ signal }) => (await api.get<{ escalations: Escalation[] }>('/api/v1/escalations', { signal })).escalations,
    refetchInterval: lookAgain,
  });
  const list = waiting.data ?? [];
  const members = useMembers(list.length > 0).data ?? [];
  const nameOf = (id: string) => members.find((member) => member.memberId === id)?.name ?? '';
  if (list.length === 0) return null;
  return (
    <section className="col" aria-labelledby="escalations">
      <h2 id="escalations">{t('alerts.waiting', { count: list.length })}</h2>
      {list.map((each) => (
        <Card key={each.alertId} className="row apart wrap">
          <p className="grow">
            {t('alerts.waitingSince', { when: shortMoment(new Date(each.receivedAt)), names: each.therapistIds.map(nameOf).filter(Boolean).join(', ') || t('alerts.nobody') })}
          </p>
          {treats && <TakeOver alertId={each.alertId} />}
        </Card>
      ))}
      <p className="small">{t(treats ? 'alerts.takeOverHelp' : 'alerts.ownerHelp')}</p>
    </section>
  );
}

function TakeOver({ alertId }: { alertId: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const take = useMutation({
    mutationFn: () => api.post<components['schemas']['StandIn']>(`/api/v1/escalations/${alertId}/take-over`, {}),
    onSuccess: async ({ clientId }) => {
      await Promise.all([alertsKey, escalationsKey].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      await refreshClient(clientId);
      void navigate('/');
    },
  });
  return (
    <>
      <ErrorNotice error={take.error} />
      <button type="button" className={buttonClass('main')} disabled={take.isPending} onClick={() => take.mutate()}>
        {t('alerts.takeOver')}
      </button>
    </>
  );
}
