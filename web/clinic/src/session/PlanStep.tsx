import { useState } from 'react';
import { Link } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { Button, Card, Notice, RadioScale, TextArea, TextField, announce, buttonClass } from '@shared/ui';
import { currentLanguage, useWords } from '@shared/words';
import { useActivity, useTerms } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, Pills, Waiting } from '../app/ui';
import type { Activity, PlanField } from '../app/types';
import { nameOf } from '../library/filter';
import { ConfidencePanel } from './ConfidencePanel';
import { designProblems } from './design-policy';
import type { SessionDraft, Work } from './drafts';
import { PairList } from './PairList';
import { planProblems, ruleOf, toPlan, type PlanDraft, type PlanProblem } from './plan-policy';
import { recurrenceProblems, recurrenceWords, toRecurrence } from './recurrence';
import { RecurrenceEditor } from './RecurrenceEditor';
import { ensureSession, isKnown, saveAgreement } from './save';
import { Skip } from './Skip';
import { useSessionTools } from './tools';

interface StepProps {
  draft: SessionDraft;
  update: (change: (draft: SessionDraft) => SessionDraft) => void;
  onDesign: () => void;
  onEnd: () => void;
  canEnd: boolean;
}

export function PlanStep({ draft, update, onDesign, onEnd, canEnd }: StepProps) {
  const t = useWords();
  const { clientId } = useSessionTools();
  const { work } = draft;
  const activity = useActivity(work?.activityId, work?.activityVersion);
  if (!work) {
    return (
      <div className="col loose">
        {draft.agreed.map((each) => (
          <Notice key={each.assignmentId} tone="go" live>
            <p className="notice-title">{each.waits ? t('plan.sent') : t('plan.agreed')}</p>
            <p>
              <strong>{each.name}</strong>: {each.what}
            </p>
            <p>
              <Link to={`/clients/${clientId}/assignments/${each.assignmentId}/print`}>{t('assignments.print')}</Link>
            </p>
          </Notice>
        ))}
        <Card className="empty">
          <h2>{draft.agreed.length ? t('plan.more') : t('plan.nothing')}</h2>
          <div className="row wrap">
            <Button kind={draft.agreed.length ? 'plain' : 'main'} onClick={onDesign}>
              {draft.agreed.length ? t('plan.another') : t('review.goDesign')}
            </Button>
            {draft.agreed.length > 0 && canEnd && (
              <Button kind="main" onClick={onEnd}>
                {t('session.end')}
              </Button>
            )}
            {draft.agreed.length > 0 && (
              <Link className={buttonClass('quiet')} to={`/clients/${clientId}`}>
                {t('plan.toClient')}
              </Link>
            )}
          </div>
        </Card>
      </div>
    );
  }
  if (!activity.data) return activity.isPending ? <Waiting /> : <ErrorNotice error={activity.error} again={() => void activity.refetch()} />;
  if (!work.plan) return null;
  return <PlanForm key={work.assignmentId} work={work} plan={work.plan} activity={activity.data} draft={draft} update={update} onDesign={onDesign} />;
}

interface FormProps {
  work: Work;
  plan: PlanDraft;
  activity: Activity;
  draft: SessionDraft;
  update: StepProps['update'];
  onDesign: () => void;
}

function PlanForm({ work, plan, activity, draft, update, onDesign }: FormProps) {
  const t = useWords();
  const tools = useSessionTools();
  const terms = useTerms().data;
  const { screen, clientId } = tools;
  const threshold = screen.confidenceThreshold;
  const [tried, setTried] = useState(false);
  const name = screen.client.callName;
  const waiting = screen.toReview.filter((each) => each.assignmentId !== work.fromId);
  const problems = planProblems(activity, plan, threshold);
  const openDesign = designProblems(activity, work.design);
  const needsOverride = waiting.length > 0 && !work.override.trim();
  const ready = problems.length === 0 && openDesign.length === 0 && !needsOverride;

  const put = (change: Partial<PlanDraft>) =>
    update((old) => (old.work?.plan ? { ...old, work: { ...old.work, touched: true, plan: { ...old.work.plan, ...change } } } : old));
  const putWork = (change: Partial<Work>) => update((old) => (old.work ? { ...old, work: { ...old.work, ...change, touched: true } } : old));
  const problem = (field: PlanField): PlanProblem | undefined => (tried ? problems.find((each) => each.field === field) : undefined);
  const errorOf = (field: PlanField) => {
    const found = problem(field);
    return found ? t(`planProblem.${found.kind}`) : null;
  };
  const shown = (field: PlanField) => ruleOf(activity, field) !== 'hidden';
  const label = (field: PlanField) => (
    <>
      {t(`plan.${field}`)} {ruleOf(activity, field) === 'offered' && <span className="small optional">{t('plan.optional')}</span>}
    </>
  );
  const skip = (field: PlanField) =>
    ruleOf(activity, field) === 'required' && (
      <Skip field={field} reason={plan.skips[field]} show={Boolean(problem(field)) || plan.skips[field] !== undefined} onChange={(reason) => put({ skips: { ...plan.skips, [field]: reason } })} />
    );

  const agree = useMutation({
    mutationFn: async (accept: 'both' | 'member' | 'none') => {
      const sessionId = await ensureSession(clientId, screen, tools.practiceZone);
      const when = recurrenceProblems(plan.recurrence).length === 0 ? recurrenceWords(toRecurrence(plan.recurrence), t, currentLanguage()) : '';
      return saveAgreement(clientId, {
        work,
        activity,
        plan: toPlan(activity, plan, when),
        treatmentId: screen.treatment.treatmentId,
        sessionId,
        known: isKnown(screen, work),
        accept,
      });
    },
    onSuccess: (saved, accept) => {
      announce(accept === 'both' ? t('plan.agreed') : t('plan.sent'));
      update((old) => ({
        ...old,
        work: null,
        agreed: [...old.agreed.filter((each) => each.assignmentId !== saved.assignmentId), { assignmentId: saved.assignmentId, name: saved.name, what: plan.what, waits: accept !== 'both' }],
      }));
      window.scrollTo({ top: 0 });
    },
  });
  const press = (accept: 'both' | 'member' | 'none') => {
    setTried(true);
    if (ready && !agree.isPending) agree.mutate(accept);
    else if (!ready) window.setTimeout(() => document.querySelector<HTMLElement>('.plan [aria-invalid=true], .plan .skip input, .plan .clay-panel button')?.focus(), 0);
  };
  useShortcuts([{ keys: 'Ctrl+Enter', words: 'plan.agreeTogether', run: () => press('both') }]);
  const other = (rated: number) => {
    update((old) => ({ ...old, sameFunction: { functions: activity.functions, activityId: activity.id, rated } }));
    onDesign();
  };
  const goal = screen.goals.find((each) => each.goalId === work.design.goalId);

  return (
    <Card className="plan col loose">
      <div>
        <div className="row apart wrap top">
          <p className="label">
            {[work.fromId ? t('plan.next') : '', draft.shared ? activity.clientName : activity.name, nameOf(terms, 'mechanisms', work.design.mechanism)].filter(Boolean).join(' · ')}
          </p>
          <Button kind="quiet" className="small-button" onClick={onDesign}>
            {t('plan.changeDesign')}
          </Button>
        </div>
        {goal && <p className="small">{t('plan.towards', { goal: goal.text })}</p>}
        {work.design.clientRationale && (
          <p className="voice why gap-top">“{work.design.clientRationale}”</p>
        )}
      </div>
      {openDesign.length > 0 && (
        <Notice tone="need">
          <p>{t('plan.designOpen', { fields: [...new Set(openDesign.map((each) => t(`designField.${each.field}`)))].join(', ') })}</p>
          <p>
            <Button className="small-button" onClick={onDesign}>
              {t('plan.goDesign')}
            </Button>
          </p>
        </Notice>
      )}

      <TextArea label={t('plan.what')} help={t(activity.completionEmphasis ? 'plan.whatHelp' : 'plan.whatHelpOpen')} required maxLength={1000} rows={2} className="what" value={plan.what} onChange={(what) => put({ what })} error={errorOf('what')} />
      <TextArea rows={1} className="one-line" label={<>{t('plan.smallest')} <span className="small optional">{t('plan.optional')}</span></>} help={t('plan.smallestHelp')} maxLength={500} value={plan.smallest} onChange={(smallest) => put({ smallest })} />

      {shown('howOften') && (
        <div className="col">
          <RecurrenceEditor label={label('howOften')} value={plan.recurrence} onChange={(recurrence) => put({ recurrence })} nextSession={tools.nextSession} today={tools.today} error={errorOf('howOften')} />
          {skip('howOften')}
        </div>
      )}
      <div className="pair-fields">
        {shown('where') && (
          <div className="col">
            <TextField label={label('where')} maxLength={500} value={plan.where} onChange={(where) => put({ where })} error={errorOf('where')} />
            {skip('where')}
          </div>
        )}
{shown('when') && (
          <div className="col">
            <TextField label={label('when')} placeholder={t('plan.whenHint')} maxLength={500} value={plan.when} onChange={(when) => put({ when })} error={errorOf('when')} />
            {skip('when')}
          </div>
        )}
        {shown('howLong') && (
          <div className="col">
            <TextField
              label={label('howLong')}
              type="number"
              inputMode="numeric"
              min={1}
              max={600}
              className="short"
              unit={t('plan.minutesUnit')}
              value={plan.minutes ?? ''}
              onChange={(value) => put({ minutes: value === '' ? null : Number(value) })}
              error={errorOf('howLong')}
            />
            {skip('howLong')}
          </div>
        )}
      </div>
      <BeginsOn value={plan.beginsOn} today={tools.today} onChange={(beginsOn) => put({ beginsOn })} />
      {shown('ifThen') && (
        <div className="col">
          <PairList
            label={label('ifThen')}
            first={t('plan.if')}
            second={t('plan.then')}
            add={t('plan.addIfThen')}
            max={5}
            suggestions={draft.shared ? [] : activity.ifThen.map((each) => [each.if, each.then] as const)}
            value={plan.ifThen.map((each) => [each.if, each.then] as const)}
            onChange={(pairs) => put({ ifThen: pairs.map(([a, b]) => ({ if: a, then: b })) })}
            error={errorOf('ifThen')}
          />
          {skip('ifThen')}
        </div>
      )}
      {shown('obstacles') && (
        <div className="col">
          <PairList
            label={label('obstacles')}
            first={t('plan.obstacle')}
            second={t('plan.coping')}
            add={t('plan.addObstacle')}
            max={8}
            suggestions={draft.shared ? [] : activity.obstacles.map((each) => [each.obstacle, each.coping] as const)}
            value={plan.obstacles.map((each) => [each.obstacle, each.coping] as const)}
            onChange={(pairs) => put({ obstacles: pairs.map(([a, b]) => ({ obstacle: a, coping: b })) })}
            error={errorOf('obstacles')}
          />
          {skip('obstacles')}
        </div>
      )}

      {(shown('readiness') || shown('importance')) && (
        <details open={ruleOf(activity, 'readiness') === 'required' || ruleOf(activity, 'importance') === 'required' || plan.readiness !== null || plan.importance !== null ? true : undefined}>
          <summary>{t('plan.moreScales')}</summary>
          <div className="col loose gap-top">
            {(['importance', 'readiness'] as const).map(
              (field) =>
                shown(field) && (
                  <div key={field} className="col">
                    <RadioScale label={t(`plan.ask.${field}`, { name })} value={plan[field]} onChange={(value) => put({ [field]: value })} lower={t('scale.notAtAll')} upper={t('scale.fully')} error={errorOf(field)} />
                    {skip(field)}
                  </div>
                ),
            )}
          </div>
        </details>
      )}
      {shown('confidence') && (
        <div className="col">
          <RadioScale
            label={t('plan.ask.confidence', { name })}
            help={t('plan.confidenceHelp', { threshold })}
            value={plan.confidence}
            onChange={(confidence) => put({ confidence })}
            lower={t('scale.notAtAll')}
            upper={t('scale.sure')}
            error={problem('confidence')?.kind === 'missing' ? t('planProblem.missing') : null}
          />
          <ConfidencePanel plan={plan} threshold={threshold} activity={activity} variantId={work.variantId} onPlan={put} onVariant={(variantId, change) => { putWork({ variantId }); put(change); }} onOther={other} />
          {skip('confidence')}
        </div>
      )}
      {shown('reminder') && (
        <Pills label={label('reminder')} help={t('plan.reminderHelp')} value={plan.reminder} onChange={(reminder) => put({ reminder })} choices={(['none', 'once'] as const).map((code) => ({ code, label: t(`reminder.${code}`) }))} />
      )}

      {waiting.length > 0 && (
        <Notice tone="need">
          <p className="notice-title">{t('plan.notReviewed', { name: waiting[0]?.name ?? '', count: waiting.length })}</p>
          <div className="row wrap bottom">
            <Button className="small-button" onClick={() => update((old) => ({ ...old, step: 'review' }))}>
              {t('plan.lookNow')}
            </Button>
            <div className="grow">
              <TextField label={t('plan.override')} maxLength={300} value={work.override} onChange={(override) => putWork({ override })} error={tried && needsOverride ? t('plan.overrideMissing') : null} />
            </div>
          </div>
        </Notice>
      )}
      <ErrorNotice error={agree.error} kept />
      {tried && !ready && (
        <p className="small" role="status">
          {t('plan.stillOpen', { fields: [...new Set(problems.map((each) => t(`plan.${each.field}`)))].join(', ') || t('plan.seeAbove') })}
        </p>
      )}
      <div className="row end wrap agree">
        <Button kind="quiet" onClick={() => press('member')} disabled={agree.isPending}>
          {t('plan.onPhone', { name })}
        </Button>
        <Button kind="main" onClick={() => press('both')} disabled={agree.isPending}>
          {t('plan.agreeTogether')} <kbd>Ctrl ⏎</kbd>
        </Button>
      </div>
    </Card>
  );
}

/** A later day from which the phone shows it: for what is agreed in advance. */
function BeginsOn({ value, today, onChange }: { value: string; today: string; onChange: (value: string) => void }) {
  const t = useWords();
  const [asking, setAsking] = useState(value !== '');
  if (!asking) {
    return (
      <div>
        <button type="button" className="link-button" onClick={() => setAsking(true)}>
          {t('plan.beginLater')}
        </button>
      </div>
    );
  }
  return <TextField label={t('plan.beginsOn')} help={t('plan.beginsOnHelp')} type="date" min={today} className="short" value={value} onChange={onChange} />;
}
