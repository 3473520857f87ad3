import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { newId } from '@shared/id';
import { api } from '@shared/api';
import { Button, Card, Chip, Notice, TextArea, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, refreshClient, useActivity, useTerms } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, Pills, Select, Waiting } from '../app/ui';
import type { Activity, Assignment, Goal } from '../app/types';
import { nameOf } from '../library/filter';
import { ActivityPicker } from './ActivityPicker';
import { ActivityFacts } from '../library/ActivityFacts';
import { designProblems, newestTakeaway } from './design-policy';
import type { DesignDraft, SessionDraft, Work } from './drafts';
import { Gates } from './Gates';
import { Offers } from '../programmes/Offers';
import { isKnown, saveAgreement } from './save';
import { fetchActivity, useSessionTools } from './tools';
import { Worsening } from '../safety/Worsening';
import { beginningOn, insteadOf, workFor, workFrom } from './work';

interface StepProps {
  draft: SessionDraft;
  update: (change: (draft: SessionDraft) => SessionDraft) => void;
  onNext: () => void;
}

/** What to do, and why: together. */
export function DesignStep({ draft, update, onNext }: StepProps) {
  const tools = useSessionTools();
  const t = useWords();
  const { work } = draft;
  // Another one for the same purpose: looked for when confidence was too low for this one.
  const purposes = draft.sameFunction;
  const [chosePicking, setPicking] = useState(false);
  const picking = chosePicking || purposes !== undefined;
  const activity = useActivity(work?.activityId, work?.activityVersion);
  const choose = useMutation({
    mutationFn: (activityId: string) => fetchActivity(activityId),
    onSuccess: (chosen) => {
      update((old) => ({ ...old, work: insteadOf(workFor(chosen, tools, old.work), chosen, old.sameFunction, t), sameFunction: undefined }));
      setPicking(false);
      window.scrollTo({ top: 0 });
    },
  });
  const resume = useMutation({
    mutationFn: async ({ assignment, beginsOn }: { assignment: Assignment; beginsOn: string }) => ({ assignment, beginsOn, chosen: await fetchActivity(assignment.activityId, assignment.activityVersion) }),
    onSuccess: ({ assignment, beginsOn, chosen }) => {
      const next = beginningOn(workFrom(assignment, chosen, tools), beginsOn);
      update((old) => ({ ...old, work: next, step: designProblems(chosen, next.design).length === 0 ? 'plan' : 'design' }));
    },
  });

  const stop = () => {
    setPicking(false);
    update((old) => ({ ...old, sameFunction: undefined }));
  };

  if (!work || picking) {
    const unfinished = tools.screen.current.filter((each) => each.state === 'proposed' || each.state === 'designed' || each.state === 'planned');
    return (
      <div className="col loose">
        {!picking && <Offers shared={draft.shared} onTaken={(assignment, beginsOn) => resume.mutate({ assignment, beginsOn })} />}
        {unfinished.length > 0 && !picking && <Unfinished assignments={unfinished} onGoOn={(assignment) => resume.mutate({ assignment, beginsOn: '' })} />}
        <ErrorNotice error={choose.error ?? resume.error} />
        {!draft.shared && <Worsening clientId={tools.clientId} />}
        <ActivityPicker treatment={tools.screen.treatment} shared={draft.shared} onChoose={(id) => choose.mutate(id)} onBack={picking ? stop : undefined} sameFunction={purposes} />
      </div>
    );
  }
  if (!activity.data) return activity.isPending ? <Waiting /> : <ErrorNotice error={activity.error} again={() => void activity.refetch()} />;
  return <DesignForm key={work.assignmentId} work={work} activity={activity.data} shared={draft.shared} update={update} onNext={onNext} onPick={() => setPicking(true)} />;
}

function Unfinished({ assignments, onGoOn }: { assignments: readonly Assignment[]; onGoOn: (assignment: Assignment) => void }) {
  const t = useWords();
  return (
    <Card aria-labelledby="unfinished" className="tight">
      <h2 id="unfinished">{t('design.unfinished')}</h2>
      <ul className="plain lines">
        {assignments.map((each) => (
          <li key={each.assignmentId} className="row apart wrap">
            <span>
              <strong>{each.name}</strong> <Chip>{t(`state.${each.state}`)}</Chip>
            </span>
            <Button className="small-button" onClick={() => onGoOn(each)}>
              {t('design.goOn')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface FormProps {
  work: Work;
  activity: Activity;
  shared: boolean;
  update: StepProps['update'];
  onNext: () => void;
  onPick: () => void;
}

function DesignForm({ work, activity, shared, update, onNext, onPick }: FormProps) {
  const t = useWords();
  const tools = useSessionTools();
  const terms = useTerms().data;
  const { design } = work;
  const origin = tools.screen.current.find((each) => each.assignmentId === work.assignmentId)?.programme;
  const chosen = tools.screen.sessions.find((session) => session.sessionId === design.takeawaySessionId && session.takeaway);
  const takeaway = chosen ?? newestTakeaway(tools.screen.sessions);
  const [tried, setTried] = useState(false);
  const problems = designProblems(activity, design);
  const lacks = (field: string) => tried && problems.some((problem) => problem.field === field);
  const putWork = (change: (old: Work) => Work) => update((old) => (old.work ? { ...old, work: { ...change(old.work), touched: true } } : old));
  const put = (change: Partial<DesignDraft>) => putWork((old) => ({ ...old, design: { ...old.design, ...change } }));
  const next = () => {
    setTried(true);
    if (problems.length === 0) onNext();
    else document.querySelector<HTMLElement>('.design [aria-invalid=true], .design .field-error')?.focus();
  };
  useShortcuts([{ keys: 'Ctrl+Enter', words: 'design.next', run: next }]);
  const keep = useMutation({
    mutationFn: () => saveAgreement(tools.clientId, { work, activity, plan: null, treatmentId: tools.screen.treatment.treatmentId, sessionId: undefined, known: isKnown(tools.screen, work), accept: 'none' }),
    onSuccess: () => update((old) => ({ ...old, work: null })),
  });
  const variants = [...activity.variants.easier, ...activity.variants.harder];
  const chooseVariant = (variantId: string) =>
    putWork((old) => ({
      ...old,
      variantId,
      plan: old.plan && { ...old.plan, what: variants.find((one) => one.id === variantId)?.text ?? activity.clientSummary },
    }));

  return (
    <Card className="design col loose">
      <div>
        <div className="row apart wrap top">
          <p className="label">{origin && !shared ? t('programme.origin', { ...origin }) : t('design.activity')}</p>
          <Button kind="quiet" className="small-button" onClick={onPick}>
            {t('design.other')}
          </Button>
        </div>
        <h2>{shared ? activity.clientName : activity.name}</h2>
        <p>{shared ? activity.clientSummary : activity.summary}</p>
      </div>
      {!shared && <ActivityFacts activity={activity} folded />}

      {variants.length > 0 && (
        <Pills
          label={t('design.variant')}
          help={variants.find((one) => one.id === work.variantId)?.text}
          value={work.variantId || 'plain'}
          onChange={(code) => chooseVariant(code === 'plain' ? '' : code)}
          choices={[
            ...activity.variants.easier.map((one) => ({ code: one.id, label: `− ${one.name}` })),
            { code: 'plain', label: t('design.asItIs') },
            ...activity.variants.harder.map((one) => ({ code: one.id, label: `+ ${one.name}` })),
          ]}
        />
      )}

      <GoalField goals={tools.screen.goals} value={design.goalId} onChange={(goalId) => put({ goalId })} error={lacks('goal') ? t('design.goalMissing') : null} />
      <div className="pair-fields">
        <Select label={t('design.mechanism')} value={design.mechanism} onChange={(mechanism) => put({ mechanism })} error={lacks('mechanism') ? t('design.mechanismMissing') : null}>
          {activity.mechanisms.map((code) => (
            <option key={code} value={code}>
              {nameOf(terms, 'mechanisms', code)}
              {tools.screen.treatment.mechanisms.includes(code) ? ` · ${t('design.inTreatment')}` : ''}
            </option>
          ))}
        </Select>
        {!shared && tools.screen.formulation.length > 0 && (
          <Select label={t('design.element')} value={design.elementId} onChange={(elementId) => put({ elementId })}>
            <option value="">{t('design.noElement')}</option>
            {tools.screen.formulation.map((element) => (
              <option key={element.elementId} value={element.elementId}>
                {t(`element.${element.kind}`)}: {element.text.slice(0, 80)}
              </option>
            ))}
          </Select>
        )}
      </div>

      {takeaway && (
        <label className="check takeaway">
          <input type="checkbox" checked={design.takeawaySessionId === takeaway.sessionId} onChange={(event) => put({ takeawaySessionId: event.target.checked ? takeaway.sessionId : '' })} />
          <span>
            {t('design.fromTakeaway')} <span className="voice">“{takeaway.takeaway}”</span>
          </span>
        </label>
      )}

      <div className="pair-fields">
        <div className="col">
          <TextArea
            label={t('design.rationale')}
            maxLength={2000}
            rows={3}
            value={design.rationale}
            onChange={(rationale) => put({ rationale })}
            error={lacks('rationale') ? t('design.rationaleMissing') : null}
          />
          {!shared && activity.rationale.length > 0 && (
            <details>
              <summary>{t('design.prompts')}</summary>
              <ul className="plain prompts">
                {activity.rationale.map((prompt) => (
                  <li key={prompt}>
                    <button type="button" className="prompt" onClick={() => put({ rationale: design.rationale ? `${design.rationale} ${prompt}` : prompt })}>
                      {prompt}
                    </button>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
        <TextArea
          label={t('design.clientRationale', { name: tools.screen.client.callName })}
          placeholder={t('design.clientRationaleHint')}
          maxLength={2000}
          rows={3}
          className="voice"
          value={design.clientRationale}
          onChange={(clientRationale) => put({ clientRationale })}
        />
      </div>

      <div className="pair-fields">
        <Pills
          label={t('design.practised')}
          value={design.practised}
          onChange={(practised) => put({ practised })}
          choices={(['live', 'imagery', 'none'] as const).map((code) => ({ code, label: t(`practised.${code}`) }))}
        />
        <Pills
          label={t('design.proposedBy')}
          value={design.proposedBy}
          onChange={(proposedBy) => put({ proposedBy })}
          choices={(['client', 'together', 'therapist'] as const).map((code) => ({ code, label: t(`proposedBy.${code}`, { name: tools.screen.client.callName }) }))}
        />
      </div>

      {!shared && (
        <details>
          <summary>{t('design.howToPractise')}</summary>
          <p className="prose">{activity.practiceInSession}</p>
        </details>
      )}

      {!shared && (
        <details open={design.genericFit || design.individualFit ? true : undefined}>
          <summary>{t('design.fit')}</summary>
          <div className="pair-fields gap-top">
            <TextArea label={t('design.genericFit')} help={t('design.genericFitHelp')} maxLength={1000} rows={2} value={design.genericFit} onChange={(genericFit) => put({ genericFit })} />
            <TextArea label={t('design.individualFit')} help={t('design.individualFitHelp')} maxLength={1000} rows={2} value={design.individualFit} onChange={(individualFit) => put({ individualFit })} />
          </div>
        </details>
      )}

      {!shared && (
        <details open={design.reaction ? true : undefined}>
          <summary>{t('design.reaction')}</summary>
          <TextArea label={t('review.noteLabel')} help={t('design.reactionHelp')} maxLength={1000} rows={2} value={design.reaction} onChange={(reaction) => put({ reaction })} />
        </details>
      )}

      {!shared && <Gates gates={activity.gates} value={design.gates} onChange={(gates) => put({ gates })} tried={tried} />}
      {shared && problems.some((problem) => problem.field === 'gate') && <Notice>{t('design.gatesHidden')}</Notice>}

      <ErrorNotice error={keep.error} kept />
      <div className="row end wrap">
        {tried && problems.length > 0 && (
          <p className="small" role="status">
            {t('design.stillOpen')}
          </p>
        )}
        <Button kind="quiet" onClick={() => keep.mutate()} disabled={keep.isPending}>
          {t('design.keep')}
        </Button>
        <Button kind="main" onClick={next}>
          {t('design.next')} <kbd>Ctrl ⏎</kbd>
        </Button>
      </div>
    </Card>
  );
}

/** The goal it serves; where there is none yet, one line makes it, without leaving the session. */
function GoalField({ goals, value, onChange, error }: { goals: readonly Goal[]; value: string; onChange: (goalId: string) => void; error: string | null }) {
  const t = useWords();
  const { clientId, screen } = useSessionTools();
  const active = goals.filter((goal) => goal.state === 'active' || goal.goalId === value);
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const [goalId, setGoalId] = useState(newId);
  const add = useMutation({
    mutationFn: () => api.put<Goal>(`${paths.client(clientId)}/goals/${goalId}`, { treatmentId: screen.treatment.treatmentId, text: text.trim() }),
    onSuccess: async () => {
      await refreshClient(clientId);
      onChange(goalId);
      setGoalId(newId());
      setText('');
      setAdding(false);
    },
  });
  const none = active.length === 0;
  return (
    <div className="col">
      {!none && (
        <Pills
          label={t('design.goal')}
          value={value}
          onChange={onChange}
          error={error}
          choices={active.map((goal) => ({ code: goal.goalId, label: goal.text }))}
        />
      )}
      {none || adding ? (
        <div className="row wrap bottom">
          <div className="grow">
            <TextField
              label={none ? t('design.goalFirst') : t('goals.text')}
              help={none ? t('goals.textHelp') : undefined}
              maxLength={500}
              value={text}
              onChange={setText}
              error={none ? error : null}
              onKeyDown={(event) => event.key === 'Enter' && text.trim() && add.mutate()}
            />
          </div>
          <Button onClick={() => add.mutate()} disabled={!text.trim() || add.isPending}>
            {t('goals.add')}
          </Button>
        </div>
      ) : (
        <div>
          <button type="button" className="link-button" onClick={() => setAdding(true)}>
            {t('design.addGoal')}
          </button>
        </div>
      )}
      <ErrorNotice error={add.error} kept />
    </div>
  );
}
