import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { api, ApiError } from '@shared/api';
import { newId } from '@shared/id';
import { today } from '@shared/time/local';
import { Button, Notice, TextArea, TextField } from '@shared/ui';
import { currentLanguage, useWords } from '@shared/words';
import { useActivities, useActivity, usePractice, useTerms } from '../app/queries';
import { ErrorNotice, PageTitle, Select, Waiting } from '../app/ui';
import type { Activity, ActivitySummary } from '../app/types';
import { nameOf } from '../library/filter';
import { Gates } from '../session/Gates';
import { RecurrenceEditor } from '../session/RecurrenceEditor';
import { emptyDesign, type DesignDraft } from '../session/drafts';
import { isHidden, ruleOf, startPlan, type PlanDraft } from '../session/plan-policy';
import { recurrenceProblems, recurrenceWords, toRecurrence } from '../session/recurrence';
import { partProblems, startPart, toJointPlan, type Part } from './joint';
import { PartFields } from './PartFields';
import { circlePaths, keepCircle, useCircle, type Circle } from './queries';

/** One activity for all: designed once, planned with each. */
export function Component() {
  const { circleId = '' } = useParams();
  const circle = useCircle(circleId);
  const [activityId, setActivity] = useState('');
  const activity = useActivity(activityId);
  if (circle.isPending) return <Waiting />;
  if (!circle.data) return <ErrorNotice error={circle.error} again={() => void circle.refetch()} />;
  return (
    <Frame circle={circle.data}>
      {activity.data ? (
        <JointForm key={activityId} circle={circle.data} activity={activity.data} onOther={() => setActivity('')} />
      ) : (
        <Pick circle={circle.data} onPick={setActivity} />
      )}
    </Frame>
  );
}

function Frame({ circle, children }: { circle: Circle; children: React.ReactNode }) {
  const t = useWords();
  return (
    <div className="col loose">
      <p className="small">
        <Link to={`/groups/${circle.circleId}`}>‹ {circle.name}</Link>
      </p>
      <PageTitle title={t('circles.planForAll')}>{t('circles.planForAll')}</PageTitle>
      {children}
    </div>
  );
}

/** What fits a group or a couple stands first; a search finds the rest. */
function Pick({ circle, onPick }: { circle: Circle; onPick: (activityId: string) => void }) {
  const t = useWords();
  const activities = useActivities();
  const [query, setQuery] = useState('');
  const fits = (each: ActivitySummary) => Number(each.formats.includes(circle.kind));
  const words = query.trim().toLowerCase();
  const found = (activities.data ?? [])
    .filter((each) => !each.safety && (words ? `${each.name} ${each.summary}`.toLowerCase().includes(words) : fits(each)))
    .sort((a, b) => fits(b) - fits(a) || a.name.localeCompare(b.name));
  return (
    <section className="col loose" aria-label={t('picker.title')}>
      <TextField label={t('circles.find')} help={t(`circles.fits.${circle.kind}`)} type="search" value={query} onChange={setQuery} />
      <ErrorNotice error={activities.error} again={() => void activities.refetch()} />
      {activities.isPending && <Waiting />}
      <ul className="plain picker">
        {found.map((each) => (
          <li key={each.activityId} className="choice">
            <button type="button" className="choose" onClick={() => onPick(each.activityId)}>
              <strong>{each.name}</strong>
              <span className="small">{each.summary}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function JointForm({ circle, activity, onOther }: { circle: Circle; activity: Activity; onOther: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const terms = useTerms().data;
  const threshold = usePractice().data?.confidenceThreshold ?? 7;
  const [planId] = useState(newId());
  const [design, setDesign] = useState<DesignDraft>({ ...emptyDesign, mechanism: activity.mechanisms[0] ?? '', proposedBy: 'together' });
  const [plan, setPlan] = useState<PlanDraft>(() => startPlan(activity, today()));
  const [parts, setParts] = useState<Part[]>(() => circle.clients.map((client) => startPart(client, newId())));
  const [override, setOverride] = useState('');
  const [tried, setTried] = useState(false);
  const put = (change: Partial<PlanDraft>) => setPlan((old) => ({ ...old, ...change }));
  const chosen = parts.filter((part) => part.included);
  const gatesOpen = activity.gates.some((gate) => gate.kind === 'hard' && (!design.gates[gate.id]?.confirmed || (gate.question && !design.gates[gate.id]?.reason.trim())));
  const problems = chosen.map((part) => partProblems(activity, plan, part, threshold));
  const complete = chosen.length > 0 && problems.every((each) => each.length === 0) && design.rationale.trim() !== '' && !gatesOpen;
  const when = recurrenceProblems(plan.recurrence).length === 0 ? recurrenceWords(toRecurrence(plan.recurrence), t, currentLanguage()) : '';
  const agree = useMutation({
    mutationFn: () => api.put<Circle>(circlePaths.plan(circle.circleId, planId), toJointPlan(activity, design, plan, parts, when, override)),
    onSuccess: async (saved) => {
      await keepCircle(saved);
      void navigate(`/groups/${circle.circleId}`);
    },
  });
  const notOffered = agree.error instanceof ApiError && agree.error.problem.reason === 'not-offered';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (complete && !agree.isPending) agree.mutate();
  };
  const missing = (given: boolean) => (tried && !given ? t('circles.missing') : null);
  const shown = (field: 'where' | 'when' | 'howOften' | 'howLong' | 'confidence') => !isHidden(activity, field);
  return (
    <form className="col loose joint" onSubmit={submit} noValidate>
      <section className="card col loose" aria-labelledby="shared">
        <div className="row apart wrap">
          <h2 id="shared">{activity.name}</h2>
          <Button kind="quiet" className="small-button" onClick={onOther}>
            {t('circles.other')}
          </Button>
        </div>
        <p className="small">{t('circles.sharedHelp')}</p>
        <TextArea label={t('circles.rationale')} help={activity.rationale[0] ?? ''} required maxLength={2000} value={design.rationale} onChange={(rationale) => setDesign({ ...design, rationale })} error={missing(design.rationale.trim() !== '')} />
        <Select label={t('circles.mechanism')} value={design.mechanism} onChange={(mechanism) => setDesign({ ...design, mechanism })}>
          {activity.mechanisms.map((code) => (
            <option key={code} value={code}>
              {nameOf(terms, 'mechanisms', code)}
            </option>
          ))}
        </Select>
        <Gates gates={activity.gates} value={design.gates} onChange={(gates) => setDesign({ ...design, gates })} tried={tried} />
        <TextField label={t('circles.doWhat')} required maxLength={1000} value={plan.what} onChange={(what) => put({ what })} error={missing(plan.what.trim() !== '')} />
        {shown('where') && (
          <TextField label={t('circles.where')} maxLength={500} value={plan.where} onChange={(where) => put({ where })} error={ruleOf(activity, 'where') === 'required' ? missing(plan.where.trim() !== '') : null} />
        )}
        {shown('howOften') && <RecurrenceEditor label={t('circles.often')} value={plan.recurrence} onChange={(recurrence) => put({ recurrence })} nextSession={undefined} today={today()} error={null} />}
        {shown('howLong') && (
          <TextField label={t('circles.minutes')} type="number" min={1} max={600} className="short" value={plan.minutes === null ? '' : String(plan.minutes)} onChange={(value) => put({ minutes: value === '' ? null : Math.round(Number(value)) })} />
        )}
      </section>
      {parts.map((part, index) => {
        const client = circle.clients.find((each) => each.clientId === part.clientId);
        if (!client) return null;
        return (
          <PartFields
            key={part.clientId}
            client={client}
            activity={activity}
            part={part}
            threshold={threshold}
            problems={tried && part.included ? partProblems(activity, plan, part, threshold) : []}
            onChange={(change) => setParts((old) => old.map((each, at) => (at === index ? { ...each, ...change } : each)))}
          />
        );
      })}
      <TextField label={t('circles.override')} help={t('circles.overrideHelp')} maxLength={300} value={override} onChange={setOverride} />
      {tried && !complete && (
        <p className="field-error" role="alert">
          {t('circles.incomplete')}
        </p>
      )}
      {notOffered ? (
        <Notice tone="need" live>
          <p>{t('alone.notOffered')}</p>
          <p className="small">{t('alone.notOfferedText')}</p>
        </Notice>
      ) : (
        <ErrorNotice error={agree.error} kept />
      )}
      <div className="row end">
        <Link className="button quiet" to={`/groups/${circle.circleId}`}>
          {t('cancel')}
        </Link>
        <Button kind="main" type="submit" disabled={agree.isPending}>
          {t('circles.agree', { count: chosen.length })}
        </Button>
      </div>
    </form>
  );
}
