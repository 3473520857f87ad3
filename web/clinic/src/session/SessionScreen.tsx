import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { localTime } from '@shared/time/local';
import { Button, Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useActivity, usePractice, useSessionScreen } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import type { SessionScreenData } from '../app/types';
import { ReviewBar } from '../circles/ReviewBar';
import { Context } from './Context';
import { DesignStep } from './DesignStep';
import { designProblems } from './design-policy';
import { isDirty, useSessionDraft, type Step } from './drafts';
import { HoldDialog } from './HoldDialog';
import { PhonePreview } from './PhonePreview';
import { PlanStep } from './PlanStep';
import { Prompts } from './Prompts';
import { ReviewStep } from './ReviewStep';
import { ensureSession } from './save';
import { SessionContext, type SessionTools } from './tools';
import { useSpent } from './spent';
import { useMinutes } from './useMinutes';

export function Component() {
  const { clientId = '' } = useParams();
  const screen = useSessionScreen(clientId);
  if (screen.isPending) return <Waiting />;
  if (!screen.data) return <ErrorNotice error={screen.error} again={() => void screen.refetch()} />;
  return <SessionScreen key={clientId} screen={screen.data} />;
}

const steps: Step[] = ['review', 'design', 'plan'];

function SessionScreen({ screen }: { screen: SessionScreenData }) {
  const t = useWords();
  const { practice } = useSignedIn();
  const { client, treatment } = screen;
  const clientId = client.clientId;
  const [draft, update] = useSessionDraft(clientId);
  const activity = useActivity(draft.work?.activityId, draft.work?.activityVersion).data;
  const noun = usePractice().data?.noun ?? client.noun;
  const [holding, setHolding] = useState(false);
  const step: Step = draft.step ?? (screen.toReview.length > 0 ? 'review' : 'design');

  const tools = useMemo<SessionTools>(() => {
    const today = localTime(new Date(), client.zone).local.slice(0, 10);
    const next = screen.sessions
      .filter((session) => session.state === 'planned' && session.startsAt.slice(0, 10) > today)
      .map((session) => session.startsAt)
      .sort()[0];
    return { screen, clientId, practiceZone: practice.zone, today, nextSession: next };
  }, [screen, clientId, practice.zone, client.zone]);

  // A new step starts at its top, for the eyes and for the keyboard; the first one leaves the focus on the heading.
  const place = useRef<HTMLDivElement>(null);
  const shownStep = useRef(step);
  useEffect(() => {
    if (shownStep.current === step) return;
    shownStep.current = step;
    window.scrollTo({ top: 0 });
    place.current?.focus({ preventScroll: true });
  }, [step]);

  const go = (to: Step) => update((old) => ({ ...old, step: to }));
  const share = () => update((old) => ({ ...old, shared: !old.shared }));
  const begin = useMutation({ mutationFn: () => ensureSession(clientId, screen, practice.zone) });
  const open = screen.session?.state === 'open' ? screen.session : undefined;
  const minutes = useMinutes(open?.openedAt);
  useSpent(open?.sessionId, step);
  useShortcuts([
    { keys: '1', words: 'session.step.review', run: () => go('review') },
    { keys: '2', words: 'session.step.design', run: () => go('design') },
    { keys: '3', words: 'session.step.plan', run: () => go('plan') },
    { keys: 'v', words: 'shortcuts.share', run: share },
  ]);

  const done: Record<Step, boolean> = {
    review: screen.toReview.length === 0,
    design: draft.work ? activity !== undefined && designProblems(activity, draft.work.design).length === 0 : draft.agreed.length > 0,
    plan: draft.agreed.length > 0 && !draft.work,
  };
  const theme = screen.formulation.find((element) => element.kind === 'problem' || element.kind === 'belief');

  return (
    <SessionContext value={tools}>
      <div className={draft.shared ? 'session shared' : 'session'}>
        {!draft.shared && <ReviewBar clientId={clientId} />}
        <header className="session-head">
          <div className="session-who">
            <p className="small">
              <Link to={`/clients/${clientId}`}>‹ {t('session.back')}</Link>
            </p>
            <PageTitle title={t('session.titleFor', { name: client.callName })}>{client.callName}</PageTitle>
            <p className="small">
              {[open ? t('session.minutes', { minutes }) : '', t(`stage.${treatment.stage}`), theme && !draft.shared ? `“${theme.text}”` : ''].filter(Boolean).join(' · ')}
            </p>
          </div>
          <nav aria-label={t('session.steps')} className="steps-nav">
            {steps.map((each, index) => (
              <button key={each} type="button" aria-current={each === step ? 'step' : undefined} onClick={() => go(each)}>
                <span aria-hidden="true">{index + 1}</span> {t(`session.step.${each}`)}
                {done[each] && (
                  <span className="tick">
                    <span aria-hidden="true">✓</span>
                    <span className="hidden-text">{t('session.stepDone')}</span>
                  </span>
                )}
              </button>
            ))}
          </nav>
          <div className="row wrap session-actions">
            {isDirty(draft) && <Chip tone="info">{t('session.unsaved')}</Chip>}
            <Button aria-pressed={draft.shared} onClick={share} className="small-button">
              {t('session.share')}
            </Button>
            {open ? (
              <Button onClick={() => setHolding(true)} className="small-button">
                {t('session.end')}
              </Button>
            ) : (
              <Button onClick={() => begin.mutate()} disabled={begin.isPending} className="small-button">
                {t('session.begin')}
              </Button>
            )}
          </div>
        </header>
        {draft.shared && (
          <p className="shared-line" role="status">
            {t('session.sharedLine')}
          </p>
        )}
        <ErrorNotice error={begin.error} />
        <div className={step === 'review' ? 'session-body review' : 'session-body'}>
          {step !== 'review' && <Context draft={draft} />}
          <div ref={place} className="session-main" tabIndex={-1} aria-label={t(`session.step.${step}`)} role="region">
            {!draft.shared && <Prompts step={step} />}
            {step === 'review' && <ReviewStep draft={draft} update={update} onNext={() => go('design')} />}
            {step === 'design' && <DesignStep draft={draft} update={update} onNext={() => go('plan')} />}
            {step === 'plan' && <PlanStep draft={draft} update={update} onDesign={() => go('design')} onEnd={() => setHolding(true)} canEnd={Boolean(open)} />}
          </div>
          {step === 'review' ? <Context draft={draft} quiet /> : <PhonePreview work={draft.work} activity={activity} noun={client.noun || noun} agreed={draft.agreed} />}
        </div>
        {open && <HoldDialog open={holding} session={open} onClose={() => setHolding(false)} unsaved={isDirty(draft)} />}
      </div>
    </SessionContext>
  );
}
