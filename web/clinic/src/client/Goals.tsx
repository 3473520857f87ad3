import { useState, type FormEvent } from 'react';
import { newId } from '@shared/id';
import { Button, Card, Chip, Dialog, RadioScale, TextArea } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths } from '../app/queries';
import { ErrorNotice, Pills, shortDay } from '../app/ui';
import type { ClientRecord, Goal, GoalInput } from '../app/types';
import { useSave } from './useSave';

export function Goals({ record }: { record: ClientRecord }) {
  const t = useWords();
  const [editing, setEditing] = useState<Goal | 'new' | null>(null);
  const treatmentId = record.treatments[0]?.treatmentId;
  return (
    <Card aria-labelledby="goals">
      <div className="row apart">
        <h2 id="goals">{t('goals.title')}</h2>
        {treatmentId && (
          <Button className="small-button" onClick={() => setEditing('new')}>
            {t('goals.add')}
          </Button>
        )}
      </div>
      {record.goals.length === 0 ? (
        <p className="muted gap-top">{t('goals.empty')}</p>
      ) : (
        <ul className="plain lines">
          {record.goals.map((goal) => (
            <li key={goal.goalId}>
              <div className="row apart top">
                <div className="grow">
                  <p className="voice">“{goal.text}”</p>
                  <Ratings goal={goal} />
                </div>
                {goal.state !== 'active' && <Chip tone={goal.state === 'reached' ? 'go' : 'plain'}>{t(`goalState.${goal.state}`)}</Chip>}
                <Button kind="quiet" className="small-button" onClick={() => setEditing(goal)} aria-label={t('goals.rateNamed', { goal: goal.text })}>
                  {t('goals.rate')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Dialog open={editing !== null} onClose={() => setEditing(null)} title={editing === 'new' ? t('goals.add') : t('goals.edit')}>
        {editing && treatmentId && (
          <GoalForm clientId={record.client.clientId} treatmentId={treatmentId} goal={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
        )}
      </Dialog>
    </Card>
  );
}

/** The ratings as a small line and as words: the line shows the way, the words say it. */
export function Ratings({ goal }: { goal: Goal }) {
  const t = useWords();
  const first = goal.ratings[0];
  const last = goal.ratings.at(-1);
  if (!first || !last) return <p className="small">{t('goals.notRated')}</p>;
  const step = 64 / Math.max(1, goal.ratings.length - 1);
  const points = goal.ratings.map((each, index) => `${2 + index * step},${22 - each.rating * 2}`).join(' ');
  return (
    <p className="small row">
      {goal.ratings.length > 1 && (
        <svg width={72} height={24} viewBox="0 0 72 24" aria-hidden="true" className="spark">
          <polyline points={points} />
          <circle cx={2 + (goal.ratings.length - 1) * step} cy={22 - last.rating * 2} r={2.6} />
        </svg>
      )}
      <span>
        {goal.ratings.length > 1
          ? t('goals.ratedFrom', { first: first.rating, last: last.rating, day: shortDay(new Date(last.at)) })
          : t('goals.rated', { last: last.rating, day: shortDay(new Date(last.at)) })}
      </span>
    </p>
  );
}

function GoalForm({ clientId, treatmentId, goal, onClose }: { clientId: string; treatmentId: string; goal: Goal | null; onClose: () => void }) {
  const t = useWords();
  const [goalId] = useState(goal?.goalId ?? newId());
  const [text, setText] = useState(goal?.text ?? '');
  const [rating, setRating] = useState<number | null>(null);
  const [state, setState] = useState<Goal['state']>(goal?.state ?? 'active');
  const save = useSave<GoalInput>(clientId, () => `${paths.client(clientId)}/goals/${goalId}`, (input) => input, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ treatmentId, text: text.trim(), state, ...(rating !== null ? { rating } : {}), ...(goal ? { version: goal.version } : {}) });
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <TextArea label={t('goals.text')} help={t('goals.textHelp')} required maxLength={500} rows={2} value={text} onChange={setText} autoFocus={!goal} />
      <RadioScale label={t('goals.rating')} help={t('goals.ratingHelp')} value={rating} onChange={setRating} lower={t('goals.low')} upper={t('goals.high')} />
      {goal && (
        <Pills
          label={t('goals.state')}
          value={state}
          onChange={setState}
          choices={(['active', 'reached', 'set-aside'] as const).map((code) => ({ code, label: t(`goalState.${code}`) }))}
        />
      )}
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}

export function FormFoot({ onClose, pending, words }: { onClose: () => void; pending: boolean; words?: string }) {
  const t = useWords();
  return (
    <div className="row end">
      <Button kind="quiet" onClick={onClose}>
        {t('cancel')}
      </Button>
      <Button kind="main" type="submit" disabled={pending}>
        {words ?? t('save')}
      </Button>
    </div>
  );
}
