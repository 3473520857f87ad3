import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Button, buttonClass, Notice } from '@shared/ui';
import { localTime } from '@shared/time/local';
import {
  asks,
  isEmpty,
  readWorksheet,
  toItems,
  WorksheetForm,
  type Field,
  type Questionnaire,
} from '@shared/worksheet';
import { freshDraft } from '../data/fresh';
import { refresh, useToday } from '../data/queries';
import { useMyWords, useSession } from '../data/session';
import type { MeasureSubmissionInput, OpenMeasure } from '../data/types';
import { useDraft } from '../data/useDraft';
import { draftId, type Draft } from '../offline/drafts';
import { Flow } from '../parts/Flow';
import { Thanks } from '../parts/Thanks';
import { ReachSomebody } from '../safety/ReachSomebody';
import { ReadStatement } from '../safety/StatementScreen';
import { useOpenMeasures } from './due';
import { needsPerson } from './needs-person';

const perPage = 4;

/** A measure to fill in, a few questions at a time. */
export function MeasureScreen() {
  const { planId = '' } = useParams();
  const open = useOpenMeasures().find((each) => each.planId === planId);
  // It stays on the screen while it is being sent, although it is no longer open then.
  const [measure, setMeasure] = useState<OpenMeasure | undefined>(open);
  if (!measure && open) setMeasure(open);
  if (!measure) return <NotAsked />;
  return <Asked key={`${measure.planId}/${measure.slot}`} measure={measure} />;
}

/** Pages of a few questions; what is only to be read stays with the questions after it. */
export function pagesOf(fields: readonly Field[], size = perPage): Field[][] {
  const pages: Field[][] = [];
  let page: Field[] = [];
  for (const field of fields) {
    if (asks(field) && page.filter(asks).length === size) {
      pages.push(page);
      page = [];
    }
    page.push(field);
  }
  if (page.length > 0) pages.push(page);
  return pages;
}

/** Before questions about safety: who reads the answers, and when. */
function Asked({ measure }: { measure: OpenMeasure }) {
  const [read, setRead] = useState((measure.meetAnswers ?? []).length === 0);
  if (!read) return <ReadStatement onRead={() => setRead(true)} later />;
  return <Filling measure={measure} />;
}

function Filling({ measure }: { measure: OpenMeasure }) {
  const t = useMyWords();
  const { mine } = useSession();
  const navigate = useNavigate();
  const therapist = useToday().data?.therapist;
  const id = draftId.measure(measure.planId, measure.slot);
  const hand = useDraft(id, () => freshDraft('record', measure.planId, measure.slot), true);
  const worksheet = useMemo(
    () => readWorksheet(measure.questionnaire as unknown as Questionnaire),
    [measure.questionnaire],
  );
  const pages = useMemo(() => pagesOf(worksheet.fields), [worksheet]);
  const [saved, setSaved] = useState<'no' | 'saving' | 'stuck' | 'sent' | 'phone'>('no');
  const [sentAt, setSentAt] = useState<Date | null>(null);
  const stem = worksheet.fields[0]?.kind === 'display' ? worksheet.fields[0].text : '';

  if (!hand) return null;
  const { draft, change, state } = hand;
  // At once, before anything is sent; a form that could not be kept stays on the screen with what was answered.
  if ((saved === 'saving' || saved === 'sent' || saved === 'phone') && needsPerson(measure, draft.answers))
    return <ReachSomebody receivedAt={saved === 'sent' ? sentAt : null} />;
  if (saved === 'sent' || saved === 'phone')
    return (
      <Thanks
        title={t('measure.thanks')}
        sent={saved === 'sent'}
        therapist={therapist}
        more={<p className="small">{t('measure.canCorrect')}</p>}
      >
        <Link className={buttonClass('quiet', true)} to="/progress">
          {t('measure.toProgress')}
        </Link>
      </Thanks>
    );
  const step = Math.min(Math.max(draft.step, 1), pages.length);
  const last = step === pages.length;
  const left = worksheet.fields.filter((field) => asks(field) && isEmpty(draft.answers[field.linkId])).length;

  const send = async () => {
    setSaved('saving');
    await hand.flush();
    try {
      const sent = await sendMeasure(mine.measures, measure, draft, worksheet.fields, id);
      if (sent) setSentAt(new Date());
      setSaved(sent ? 'sent' : 'phone');
    } catch {
      setSaved('stuck');
    }
  };
  return (
    <Flow
      title={measure.title}
      step={step}
      steps={pages.length}
      state={state}
      intro={
        step === 1 ? (
          <p className="small">
            {therapist ? t('measure.whoReads', { therapist }) : t('measure.whoReadsNoName')}
          </p>
        ) : stem ? (
          <p>{stem}</p>
        ) : undefined
      }
      footer={
        <>
          <Button
            className="grow"
            onClick={() => (step > 1 ? change({ step: step - 1 }) : void navigate('/'))}
          >
            {t(step > 1 ? 'flow.back' : 'flow.later')}
          </Button>
          {last ? (
            <Button kind="main" className="grow-2" disabled={saved === 'saving'} onClick={() => void send()}>
              {t(saved === 'saving' ? 'flow.saving' : 'measure.send')}
            </Button>
          ) : (
            <Button kind="main" className="grow-2" onClick={() => change({ step: step + 1 })}>
              {t('flow.next')}
            </Button>
          )}
        </>
      }
    >
      {(state === 'stuck' || saved === 'stuck') && (
        <Notice tone="need" live>
          {t('kept.stuckHelp')}
        </Notice>
      )}
      <WorksheetForm
        fields={pages[step - 1] ?? []}
        answers={draft.answers}
        onChange={(answers) => change({ answers })}
      />
      {last && left > 0 && <p className="small">{t('measure.left', { count: left })}</p>}
      {last && measure.copyright && <p className="small muted">{measure.copyright}</p>}
    </Flow>
  );
}

/** Into the outbox first (then nothing can be lost), then to the server. True when the server has it. */
async function sendMeasure(
  outbox: ReturnType<typeof useSession>['mine']['measures'],
  measure: OpenMeasure,
  draft: Draft,
  fields: readonly Field[],
  id: string,
): Promise<boolean> {
  const now = new Date();
  const time = localTime(now);
  const body: MeasureSubmissionInput = {
    planId: measure.planId,
    slot: measure.slot,
    mode: 'phone',
    answeredAt: time.local,
    zone: time.zone,
    offsetMinutes: time.offsetMinutes,
    answers: toItems(fields, draft.answers) as MeasureSubmissionInput['answers'],
  };
  await outbox.add(
    { entryId: draft.entryId, body, name: measure.title, draftId: id, savedAt: now.toISOString() },
    draft,
  );
  await outbox.sync().catch(() => undefined);
  const sent = !(await outbox.list()).some((each) => each.entryId === draft.entryId);
  if (sent) refresh();
  return sent;
}

function NotAsked() {
  const t = useMyWords();
  return (
    <Flow title={t('measure.notAsked')}>
      <Link className={buttonClass('main')} to="/">
        {t('app.backToday')}
      </Link>
    </Flow>
  );
}
