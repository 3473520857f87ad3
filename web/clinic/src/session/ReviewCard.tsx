import { useId } from 'react';
import { useMutation } from '@tanstack/react-query';
import { newId } from '@shared/id';
import { Button, Notice, RadioScale, TextArea, TextField, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { allFields, fromItems, readWorksheet, type ResponseItem } from '@shared/worksheet';
import { useActivities, useActivity } from '../app/queries';
import { ErrorNotice, Pills, Select } from '../app/ui';
import type { Activity, Assignment } from '../app/types';
import { suggestActivities } from '../library/filter';
import { decide, decisions, makesSuccessor, reviewProblems, settled, sinceReview, startReview, stepVariants, wasReached, type Decision, type ReviewDraft } from './decision';
import { designProblems } from './design-policy';
import { withReview, withoutReview, type SessionDraft } from './drafts';
import { EngagementTable, OwnRatings, checksNow } from './Engagement';
import { Movements } from './Movements';
import { NotDone } from './NotDone';
import { toldCodes } from './obstacles';
import { PartScores } from './PartScores';
import { isEnded } from './recurrence';
import { ensureSession, saveReview } from './save';
import { SituationFields } from './SituationFields';
import { Timeline, timeline } from './Timeline';
import { fetchActivity, useSessionTools } from './tools';
import { workAfter } from './work';

interface Props {
  assignment: Assignment;
  draft: SessionDraft;
  update: (change: (draft: SessionDraft) => SessionDraft) => void;
  onSaved: () => void;
}

/** What the next step asks for: another activity as it is now, or the same one in the version that runs. */
const nextActivity = (assignment: Assignment, chosen: string) => (chosen && chosen !== assignment.activityId ? fetchActivity(chosen) : fetchActivity(assignment.activityId, assignment.activityVersion));

/** One assignment looked at together: what happened, what was learnt, what comes next. */
export function ReviewCard({ assignment, draft, update, onSaved }: Props) {
  const t = useWords();
  const tools = useSessionTools();
  const titleId = useId();
  const activity = useActivity(assignment.activityId, assignment.activityVersion).data;
  const review = draft.reviews[assignment.assignmentId] ?? emptyReview;
  const put = (change: (old: ReviewDraft) => ReviewDraft) => update((old) => withReview(old, assignment.assignmentId, change));
  const plan = assignment.agreements[0]?.plan;

  const save = useMutation({
    mutationFn: async (final: ReviewDraft) => {
      const sessionId = await ensureSession(tools.clientId, tools.screen, tools.practiceZone);
      // Read before saving: after it the next step must be ready without another answer to wait for.
      const next = makesSuccessor(final.decision) ? await nextActivity(assignment, final.successorActivityId) : null;
      await saveReview(tools.clientId, assignment, final, sessionId);
      return next;
    },
    onSuccess: (next, final) => {
      const decision = final.decision;
      if (!decision) return;
      announce(t('review.saved', { name: assignment.name }));
      update((old) => {
        const rest = withoutReview(old, assignment.assignmentId);
        const looked = [...rest.looked.filter((each) => each.assignment.assignmentId !== assignment.assignmentId), { assignment, decision, learning: final.learning.trim() }];
        // Stays where it was said that it is looked at, also when this was the last one.
        if (!next) return { ...rest, looked, step: 'review' };
        const work = workAfter(assignment, final, next, tools);
        return { ...rest, looked, work, step: designProblems(next, work.design).length === 0 ? 'plan' : 'design' };
      });
      onSaved();
    },
  });

  const checks = checksNow(assignment);
  const notReached = assignment.notReachedInARow ?? 0;
  const problems = reviewProblems(review);
  const submit = () => {
    if (problems.length === 0 && !save.isPending) save.mutate(settled(review, isEnded(plan?.recurrence, tools.today)));
  };
  const period = sinceReview(assignment);
  const takeaway = tools.screen.sessions.find((session) => session.sessionId === assignment.design?.takeawaySessionId)?.takeaway;
  const told = review.obstacles ?? toldCodes(period.entries);
  const missed =
    !wasReached(period) ||
    told.length > 0 ||
    timeline(period).some((point) => 'occurrence' in point || point.entry.outcome === 'not-reached' || point.entry.outcome === 'decided-not-to');

  return (
    <section
      className="card review-card"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          submit();
        }
      }}
    >
      <div className="review-head">
        <p className="label">
          {[assignment.name, assignment.programme && !draft.shared && t('programme.origin', { ...assignment.programme })].filter(Boolean).join(' · ')}
        </p>
        <h2 id={titleId}>{plan?.what ?? assignment.clientName}</h2>
        {assignment.design?.clientRationale && <p className="voice why">“{assignment.design.clientRationale}”</p>}
        {takeaway && <p className="small">{t('review.fromTakeaway', { takeaway })}</p>}
      </div>
      <div className="review-columns">
        <div className="col">
          <h3>{t('review.whatHappened')}</h3>
          <Movements assignment={assignment} />
          <Timeline assignment={assignment} canReply={!draft.shared} />
          {checks.length > 0 && (
            <details open>
              <summary>{t('engagement.both')}</summary>
              <EngagementTable checks={checks} name={tools.screen.client.callName} />
            </details>
          )}
          {!draft.shared && notReached >= 2 && (
            <Notice title={t('alliance.title', { count: notReached })}>
              <p>{t('alliance.text', { name: tools.screen.client.callName })}</p>
              <p className="small">{t('alliance.private')}</p>
            </Notice>
          )}
          {!draft.shared && activity && activity.reviewQuestions.length > 0 && (
            <details>
              <summary>{t('review.questions')}</summary>
              <ul className="small prompts">
                {activity.reviewQuestions.map((question) => (
                  <li key={question}>{question}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
        <div className="col loose">
          {missed && (
            <NotDone
              codes={told}
              onCodes={(obstacles) => put((old) => ({ ...old, obstacles }))}
              words={review.notDoneReason}
              onWords={(notDoneReason) => put((old) => ({ ...old, notDoneReason }))}
            />
          )}
          {missed && !draft.shared && told.length > 0 && <PartScores codes={told} />}
          {missed && (
            <details>
              <summary>{t('situation.title')}</summary>
              <SituationFields review={review} put={put} />
            </details>
          )}
          <Learning assignment={assignment} activity={activity} review={review} put={put} name={tools.screen.client.callName} />
          <Adverse review={review} put={put} missing={problems.includes('adverseNote')} />
          <details>
            <summary>{t('review.rateTogether')}</summary>
            <div className="col gap-top">
              {activity?.completionEmphasis !== false && (
                <RadioScale label={t('review.quantity')} max={4} value={review.quantity} onChange={(quantity) => put((old) => ({ ...old, quantity }))} lower={t('review.low')} upper={t('review.high')} />
              )}
              <RadioScale label={t('review.quality')} max={4} value={review.quality} onChange={(quality) => put((old) => ({ ...old, quality }))} lower={t('review.low')} upper={t('review.high')} />
              <RadioScale label={t('review.difficulty')} max={4} value={review.difficulty} onChange={(difficulty) => put((old) => ({ ...old, difficulty }))} lower={t('review.easy')} upper={t('review.hard')} />
            </div>
          </details>
          {!draft.shared && (
            <details>
              <summary>{t('engagement.own')}</summary>
              <OwnRatings review={review} put={put} counted={activity?.completionEmphasis !== false} />
            </details>
          )}
          {!draft.shared && (
            <details open={review.note ? true : undefined}>
              <summary>{t('review.note')}</summary>
              <TextArea label={t('review.noteLabel')} help={t('review.noteHelp')} maxLength={2000} value={review.note} onChange={(note) => put((old) => ({ ...old, note }))} />
            </details>
          )}
        </div>
      </div>
      <Next assignment={assignment} activity={activity} review={review} put={put} />
      <ErrorNotice error={save.error} kept />
      <div className="row end wrap">
        <span className="small">{!review.decision ? t('review.chooseNext') : problems.includes('adverseNote') ? t('review.adverseMissing') : ''}</span>
        <Button kind="main" disabled={save.isPending || problems.length > 0} onClick={submit}>
          {t('review.save')} <kbd>Ctrl ⏎</kbd>
        </Button>
      </div>
    </section>
  );
}

const emptyReview = startReview(newId);

type Put = (change: (old: ReviewDraft) => ReviewDraft) => void;

function Learning({ assignment, activity, review, put, name }: { assignment: Assignment; activity: Activity | undefined; review: ReviewDraft; put: Put; name: string }) {
  const t = useWords();
  const own = activity ? ownLearning(assignment, activity) : '';
  return (
    <div className="col">
      <TextArea
        label={t('review.learning', { name })}
        help={activity?.learningPrompts.join('  ')}
        maxLength={1000}
        rows={2}
        className="voice"
        value={review.learning}
        onChange={(learning) => put((old) => ({ ...old, learning }))}
      />
      {own && own !== review.learning && (
        <button type="button" className="prompt" onClick={() => put((old) => ({ ...old, learning: own }))}>
          {t('review.useOwn')} <span className="voice">“{own.length > 90 ? `${own.slice(0, 87)}…` : own}”</span>
        </button>
      )}
    </div>
  );
}

/** What the client already wrote as learning in the last entry, if the worksheet asks for it. */
function ownLearning(assignment: Assignment, activity: Activity): string {
  const { fields } = readWorksheet(activity.worksheet);
  const asked = allFields(fields).filter((field) => field.kind === 'text' && /learn|take-?away|insight/.test(field.linkId));
  for (const entry of [...assignment.entries].reverse()) {
    const answers = fromItems(fields, entry.answers as unknown as ResponseItem[]);
    for (const field of asked) {
      const value = answers[field.linkId];
      if (typeof value === 'string' && value.trim()) return value.trim();
    }
  }
  return '';
}

function Adverse({ review, put, missing }: { review: ReviewDraft; put: Put; missing: boolean }) {
  const t = useWords();
  return (
    <div className="col">
      <Pills
        label={t('review.adverse')}
        value={review.adverse}
        onChange={(adverse) => put((old) => ({ ...old, adverse }))}
        choices={(['no', 'yes', 'not-asked'] as const).map((code) => ({ code, label: t(`adverse.${code}`) }))}
      />
      {review.adverse === 'yes' && (
        <TextField
          label={t('review.adverseNote')}
          maxLength={500}
          value={review.adverseNote}
          onChange={(adverseNote) => put((old) => ({ ...old, adverseNote }))}
          error={missing ? t('review.adverseMissing') : null}
        />
      )}
    </div>
  );
}

function Next({ assignment, activity, review, put }: { assignment: Assignment; activity: Activity | undefined; review: ReviewDraft; put: Put }) {
  const t = useWords();
  const { screen, today } = useSessionTools();
  const activities = useActivities().data;
  const current = assignment.design?.variantId ?? assignment.variantId;
  const choose = (decision: Decision) => activity && put((old) => decide(old, decision, activity, current));
  const variants = activity ? stepVariants(activity, review.decision, current) : [];
  return (
    <div className="col next">
      <Pills
        label={t('review.next')}
        value={review.decision ?? ''}
        onChange={choose}
        choices={decisions.map((code) => ({ code, label: t(`decision.${code}`) }))}
      />
      {review.decision && (
        <p className="small">{review.decision === 'continue' && isEnded(assignment.agreements[0]?.plan.recurrence, today) ? t('decisionHelp.continueAnew') : t(`decisionHelp.${review.decision}`)}</p>
      )}
      {(review.decision === 'stepUp' || review.decision === 'stepDown') && (
        <Pills
          label={t('review.variant')}
          value={review.successorVariantId || 'plain'}
          onChange={(code) => put((old) => ({ ...old, successorVariantId: code === 'plain' ? '' : code }))}
          choices={[
            ...variants.map((variant) => ({ code: variant.id, label: variant.name })),
            { code: 'plain', label: t(current ? 'review.asItIs' : review.decision === 'stepUp' ? 'review.sameMore' : 'review.sameLess') },
          ]}
        />
      )}
      {review.decision === 'change' && activities && (
        <Select label={t('review.changeTo')} value={review.successorActivityId} onChange={(successorActivityId) => put((old) => ({ ...old, successorActivityId }))}>
          <option value="">{t('review.changeSame')}</option>
          {suggestActivities(activities, screen.treatment)
            .filter(({ activity: each }) => each.activityId !== assignment.activityId && each.assignable)
            .map(({ activity: each }) => (
              <option key={each.activityId} value={each.activityId}>
                {each.name}
              </option>
            ))}
        </Select>
      )}
    </div>
  );
}
