import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { newId } from '@shared/id';
import { Button, Chip, Dialog, TextArea } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice, Pills, shortDay } from '../app/ui';
import { circlePaths, keepCircle, type Circle, type CircleClient, type JointCheckInput } from './queries';

/** What each partner was asked with nobody else there. Stays here: neither partner's app knows that it exists. */
export function AskedAlone({ circle }: { circle: Circle }) {
  const t = useWords();
  const [asking, setAsking] = useState<CircleClient | null>(null);
  return (
    <section className="card" aria-labelledby="alone">
      <h2 id="alone">{t('alone.title')}</h2>
      <p className="small">{t('alone.why')}</p>
      <ul className="plain lines">
        {circle.clients.map((client) => {
          const check = circle.checks.find((each) => each.clientId === client.clientId);
          return (
            <li key={client.clientId}>
              <div className="row apart wrap">
                <span>{client.name}</span>
                <span className="row wrap">
                  <Chip tone={!check || check.concern ? 'need' : 'go'}>{t(!check ? 'alone.open' : check.concern ? 'alone.against' : 'alone.clear')}</Chip>
                  {check && <span className="small">{shortDay(new Date(check.askedAt))}</span>}
                  <Button className="small-button" aria-label={t('alone.askOne', { name: client.name })} onClick={() => setAsking(client)}>
                    {t('alone.ask')}
                  </Button>
                </span>
              </div>
              {check?.note && <p className="small">{check.note}</p>}
            </li>
          );
        })}
      </ul>
      <Dialog open={asking !== null} onClose={() => setAsking(null)} title={t('alone.askOne', { name: asking?.name ?? '' })}>
        {asking && <Questions circle={circle} client={asking} onClose={() => setAsking(null)} />}
      </Dialog>
    </section>
  );
}

type YesNo = 'yes' | 'no';

function Questions({ circle, client, onClose }: { circle: Circle; client: CircleClient; onClose: () => void }) {
  const t = useWords();
  const [id] = useState(newId());
  const [alone, setAlone] = useState(false);
  const [answers, setAnswers] = useState<Record<'afraid' | 'hurt' | 'free', YesNo | ''>>({ afraid: '', hurt: '', free: '' });
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: () =>
      api.put<Circle>(circlePaths.check(circle.circleId, id), {
        clientId: client.clientId,
        alone,
        afraid: answers.afraid === 'yes',
        hurt: answers.hurt === 'yes',
        free: answers.free === 'yes',
        ...(note.trim() ? { note: note.trim() } : {}),
      } satisfies JointCheckInput),
    onSuccess: async (saved) => {
      await keepCircle(saved);
      onClose();
    },
  });
  const complete = alone && Object.values(answers).every((each) => each !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !save.isPending) save.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <label className="check">
        <input type="checkbox" checked={alone} onChange={(event) => setAlone(event.target.checked)} />
        <span>{t('alone.isAlone', { name: client.callName })}</span>
      </label>
      {(['afraid', 'hurt', 'free'] as const).map((each) => (
        <Pills<YesNo>
          key={each}
          label={t(`alone.question.${each}`)}
          value={answers[each]}
          onChange={(value) => setAnswers({ ...answers, [each]: value })}
          choices={(['yes', 'no'] as const).map((code) => ({ code, label: t(`alone.${code}`) }))}
        />
      ))}
      <TextArea label={t('alone.note')} maxLength={1000} value={note} onChange={setNote} />
      <p className="small">{t('alone.privacy')}</p>
      <ErrorNotice error={save.error} kept />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={!complete || save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
