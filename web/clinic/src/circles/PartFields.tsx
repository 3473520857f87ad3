import { RadioScale, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { Select } from '../app/ui';
import type { Activity } from '../app/types';
import { isHidden, needsThresholdChoice } from '../session/plan-policy';
import type { Part, PartProblem } from './joint';
import type { CircleClient } from './queries';

interface Props {
  client: CircleClient;
  activity: Activity;
  part: Part;
  threshold: number;
  problems: readonly PartProblem[];
  onChange: (change: Partial<Part>) => void;
}

/** What is one client's own of a joint plan. */
export function PartFields({ client, activity, part, threshold, problems, onChange }: Props) {
  const t = useWords();
  const id = `part-${client.clientId}`;
  const lacks = (field: string) => problems.some((each) => (each === 'goal' ? field === 'goal' : each !== null && typeof each === 'object' && each.field === field));
  const missing = (field: string) => (lacks(field) ? t('circles.missing') : null);
  const low = needsThresholdChoice(part, threshold);
  return (
    <section className="card col loose part" aria-labelledby={id}>
      <div className="row apart wrap">
        <h2 id={id}>{client.name}</h2>
        <label className="check">
          <input type="checkbox" checked={part.included} onChange={(event) => onChange({ included: event.target.checked })} />
          <span>{t('circles.included')}</span>
        </label>
      </div>
      {part.included && (
        <>
          {client.goals.length === 0 ? (
            <p className="field-error">{t('circles.noGoal')}</p>
          ) : (
            <Select label={t('circles.goal')} value={part.goalId} onChange={(goalId) => onChange({ goalId })} error={missing('goal')}>
              {part.goalId === '' && <option value="">{t('circles.pickGoal')}</option>}
              {client.goals.map((goal) => (
                <option key={goal.goalId} value={goal.goalId}>
                  {goal.text}
                </option>
              ))}
            </Select>
          )}
          {!isHidden(activity, 'when') && <TextField label={t('circles.when')} help={t('circles.whenHelp')} maxLength={500} value={part.when} onChange={(when) => onChange({ when })} error={missing('when')} />}
          <TextField label={t('circles.ownWords')} maxLength={500} value={part.clientRationale} onChange={(clientRationale) => onChange({ clientRationale })} />
          {!isHidden(activity, 'confidence') && (
            <RadioScale label={t('circles.sure')} value={part.confidence} onChange={(confidence) => onChange({ confidence })} lower={t('circles.notSure')} upper={t('circles.verySure')} error={missing('confidence')} />
          )}
          {(low || part.belowThreshold !== '') && (
            <TextField label={t('circles.below', { threshold })} help={t('circles.belowHelp')} maxLength={300} value={part.belowThreshold} onChange={(belowThreshold) => onChange({ belowThreshold })} />
          )}
          <label className="check">
            <input type="checkbox" checked={part.accepted} onChange={(event) => onChange({ accepted: event.target.checked })} />
            <span>
              {t('circles.accepted')}
              <span className="small block">{t('circles.acceptedHelp')}</span>
            </span>
          </label>
        </>
      )}
    </section>
  );
}
