import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Button, buttonClass, Notice } from '@shared/ui';
import { toItems, WorksheetForm, type Answers as Given, type Field } from '@shared/worksheet';
import { queries, refresh, useToday } from '../data/queries';
import { useMyWords, useSession } from '../data/session';
import type { MeasureSubmission, MeasureSubmissionInput } from '../data/types';
import { Page } from '../parts/Page';
import { Thanks } from '../parts/Thanks';
import { ReachSomebody } from '../safety/ReachSomebody';
import { submissionPath, useSubmission } from './Answers';
import { needsPerson } from './needs-person';

/** Puts right what was answered to a measure; what was first answered is kept beside it. */
export function CorrectScreen() {
  const t = useMyWords();
  const { submissionId = '' } = useParams();
  const { submission, fields, given, waits, failed } = useSubmission(submissionId);
  // The form stays on the screen while its change is being sent.
  const [open, setOpen] = useState<MeasureSubmission | undefined>();
  if (!open && submission?.correctableUntil && !waits) setOpen(submission);
  if (open) return <Correct submission={open} fields={fields} given={given} />;
  return (
    <Page name={t('measure.whatYouSaid')} title={t('measure.whatYouSaid')}>
      <p>
        {t(
          failed
            ? 'measure.progressOffline'
            : !submission
              ? 'app.loading'
              : waits
                ? 'measure.onPhone'
                : 'measure.noLongerCorrectable',
        )}
      </p>
      <Link className={buttonClass('quiet')} to="/progress">
        {t('measure.toProgress')}
      </Link>
    </Page>
  );
}

function Correct({
  submission,
  fields,
  given,
}: {
  submission: MeasureSubmission;
  fields: readonly Field[];
  given: Given;
}) {
  const t = useMyWords();
  const { mine } = useSession();
  const therapist = useToday().data?.therapist;
  const [answers, setAnswers] = useState(given);
  const [state, setState] = useState<'open' | 'saving' | 'stuck' | 'sent' | 'phone'>('open');
  const [sentAt, setSentAt] = useState<Date | null>(null);
  const title = submission.title ?? '';
  const done = state === 'sent' || state === 'phone';
  // At once, before anything is sent, as when it was first filled in.
  if ((state === 'saving' || done) && needsPerson(submission, answers))
    return <ReachSomebody receivedAt={state === 'sent' ? sentAt : null} />;
  if (done)
    return <Thanks title={t('measure.correctionSaved')} sent={state === 'sent'} therapist={therapist} />;
  const send = async () => {
    setState('saving');
    const { submissionId, planId, slot, mode, answeredAt, zone, offsetMinutes } = submission;
    const body: MeasureSubmissionInput = {
      planId,
      slot,
      mode,
      answeredAt,
      zone,
      offsetMinutes,
      answers: toItems(fields, answers) as MeasureSubmissionInput['answers'],
      revision: submission.revision + 1,
    };
    try {
      // Into the outbox first: then nothing can be lost.
      await mine.measures.add({
        entryId: submissionId,
        body,
        name: title,
        savedAt: new Date().toISOString(),
      });
      await mine.measures.sync().catch(() => undefined);
      const sent = !(await mine.measures.list()).some((each) => each.entryId === submissionId);
      if (sent) {
        setSentAt(new Date());
        refresh();
        void queries.invalidateQueries({ queryKey: ['progress'] });
        void queries.invalidateQueries({ queryKey: [submissionPath(submissionId)] });
      }
      setState(sent ? 'sent' : 'phone');
    } catch {
      setState('stuck');
    }
  };
  return (
    <Page name={title} title={title} below={<p className="small">{t('measure.bothKept')}</p>}>
      {state === 'stuck' && (
        <Notice tone="need" live>
          {t('kept.stuckHelp')}
        </Notice>
      )}
      <WorksheetForm fields={fields} answers={answers} onChange={setAnswers} />
      <div className="col">
        <Button kind="main" disabled={state === 'saving'} onClick={() => void send()}>
          {t(state === 'saving' ? 'flow.saving' : 'measure.sendCorrection')}
        </Button>
        <Link className={buttonClass('quiet', true)} to="/progress">
          {t('measure.leaveIt')}
        </Link>
      </div>
    </Page>
  );
}
