import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Button, buttonClass, Notice } from '@shared/ui';
import {
  complaints,
  coreFields,
  fieldsAt,
  keepFields,
  readWorksheet,
  WorksheetForm,
  allFields,
  asks,
  type Field,
  type Questionnaire,
} from '@shared/worksheet';
import { useAssignments, useEntry, useToday } from '../data/queries';
import { draftOfEntry, freshDraft } from '../data/fresh';
import { saveEntry } from '../data/save';
import { useMyWords, useSession } from '../data/session';
import { useDraft } from '../data/useDraft';
import type { Entry, MyAssignment } from '../data/types';
import { draftId, type Draft } from '../offline/drafts';
import { Flow } from '../parts/Flow';
import { Why } from '../parts/Why';
import { asksAboutSafety, meetsRule } from '../measures/needs-person';
import { ReachSomebody } from '../safety/ReachSomebody';
import { ReadStatement } from '../safety/StatementScreen';
import { HowItWent } from './HowItWent';
import { Saved } from './Saved';

/** Writing an entry for something agreed, in at most three steps. */
export function Record() {
  const { assignmentId = '', occurrenceId } = useParams();
  const assignments = useAssignments();
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === assignmentId);
  if (!assignment) return assignments.isLoading ? null : <Gone />;
  const id = draftId.record(assignmentId, occurrenceId);
  return (
    <Writing
      key={id}
      id={id}
      assignment={assignment}
      fresh={() => freshDraft('record', assignmentId, occurrenceId)}
    />
  );
}

/** Changing an entry: the same steps, as its next revision. */
export function Revise() {
  const { entryId = '' } = useParams();
  const assignments = useAssignments();
  const history = useEntry(entryId);
  const entry = history.data?.revisions[0];
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === entry?.assignmentId);
  if (!entry || !assignment) return history.isLoading || assignments.isLoading ? null : <Gone />;
  return <Revision entry={entry} assignment={assignment} />;
}

function Revision({ entry, assignment }: { entry: Entry; assignment: MyAssignment }) {
  const fields = useWorksheet(assignment).fields;
  const id = draftId.revise(entry.entryId);
  return (
    <Writing key={id} id={id} assignment={assignment} revising fresh={() => draftOfEntry(entry, fields)} />
  );
}

function useWorksheet(assignment: MyAssignment) {
  return useMemo(
    () => readWorksheet(assignment.worksheet as unknown as Questionnaire),
    [assignment.worksheet],
  );
}

interface WritingProps {
  id: string;
  assignment: MyAssignment;
  fresh: () => Draft;
  revising?: boolean;
}

function Writing({ id, assignment, fresh, revising = false }: WritingProps) {
  const t = useMyWords();
  const { mine } = useSession();
  const navigate = useNavigate();
  const therapist = useToday().data?.therapist;
  const worksheet = useWorksheet(assignment);
  const hand = useDraft(id, fresh);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [saved, setSaved] = useState<'no' | 'saving' | 'stuck' | 'sent' | 'phone'>('no');
  const [sentAt, setSentAt] = useState<Date | null>(null);
  const [read, setRead] = useState(() => !asksAboutSafety(worksheet.fields));

  const before = useMemo(() => fieldsAt(worksheet, 'before'), [worksheet]);
  const after = useMemo(() => fieldsAt(worksheet, 'after'), [worksheet]);
  const pages = useMemo(
    () => [
      ...(before.some(asks) ? ['before' as const] : []),
      ...(after.some(asks) ? ['after' as const] : []),
      'how' as const,
    ],
    [before, after],
  );

  if (!hand) return null;
  if (!read) return <ReadStatement onRead={() => setRead(true)} later />;
  const { draft, change, state } = hand;
  // At once, before anything is sent; what could not be kept stays on the screen with what was answered.
  if ((saved === 'saving' || saved === 'sent' || saved === 'phone') && meetsRule(worksheet.fields, draft.answers))
    return <ReachSomebody receivedAt={saved === 'sent' ? sentAt : null} />;
  if (saved === 'sent' || saved === 'phone')
    return <Saved draft={draft} sent={saved === 'sent'} therapist={therapist} />;
  if (draft.handedOver && saved === 'no') return <AlreadyWritten onAnother={hand.restart} />;

  const step = Math.min(Math.max(draft.step, 1), pages.length);
  const page = pages[step - 1] ?? 'how';
  const fields = page === 'before' ? before : after;

  const check = (list: readonly Field[]): boolean => {
    const found = complaints(list, draft.answers);
    const words = Object.fromEntries(
      Object.entries(found).map(([linkId, { key, ...values }]) => [linkId, t(key, values)]),
    );
    setErrors(words);
    if (Object.keys(words).length === 0) return true;
    requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>('[aria-invalid="true"], .field-error')
        ?.scrollIntoView({ block: 'center' }),
    );
    return false;
  };
  const go = (next: number) => change({ step: next });
  const save = async () => {
    if (!draft.outcome) {
      setErrors({ outcome: t('outcome.missing') });
      return;
    }
    if (!check(worksheet.fields)) return;
    setSaved('saving');
    await hand.flush();
    try {
      const sent = await saveEntry(mine, id, draft, worksheet.fields, assignment.name);
      if (sent) setSentAt(new Date());
      setSaved(sent ? 'sent' : 'phone');
    } catch {
      setSaved('stuck'); // the phone has no room: the words stay in the page, and the page says so
    }
  };

  return (
    <Flow
      title={t(revising && step === 1 ? 'record.revise' : `record.${page}`)}
      intro={page === 'how' ? undefined : <p className="small">{t(`record.${page}Help`)}</p>}
      step={step}
      steps={pages.length}
      state={state}
      footer={
        <>
          {step > 1 ? (
            <Button className="grow" onClick={() => go(step - 1)}>
              {t('flow.back')}
            </Button>
          ) : (
            <Button className="grow" onClick={() => navigate('/')}>
              {t('flow.later')}
            </Button>
          )}
          {page === 'how' ? (
            <Button kind="main" className="grow-2" disabled={saved === 'saving'} onClick={() => void save()}>
              {t(saved === 'saving' ? 'flow.saving' : 'flow.save')}
            </Button>
          ) : (
            <Button kind="main" className="grow-2" onClick={() => check(fields) && go(step + 1)}>
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
      {step === 1 && (
        <div className="col about">
          <p className="about-what">{assignment.agreement?.plan.what || assignment.name}</p>
          <Why own={assignment.clientRationale} shared={assignment.rationale} />
        </div>
      )}
      {page === 'how' ? (
        <HowItWent
          draft={draft}
          change={change}
          counted={assignment.completionEmphasis}
          fields={worksheet.fields}
          therapist={therapist}
          error={draft.outcome ? undefined : errors.outcome}
        />
      ) : (
        <Questions fields={fields} draft={draft} change={change} errors={errors} />
      )}
    </Flow>
  );
}

/** The one-minute core first; the rest folded away for those who like to write more. */
function Questions({
  fields,
  draft,
  change,
  errors,
}: {
  fields: Field[];
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  errors: Record<string, string>;
}) {
  const t = useMyWords();
  const core = coreFields(fields);
  const shown = new Set(allFields(core).map((field) => field.linkId));
  const restIds = allFields(fields)
    .filter((field) => field.fields.length === 0 && !shown.has(field.linkId))
    .map((field) => field.linkId);
  const rest = keepFields(fields, restIds);
  const common = {
    answers: draft.answers,
    errors,
    showPrivacy: true,
    onChange: (answers: Draft['answers']) => change({ answers }),
  };
  const restOpen = restIds.some((linkId) => draft.answers[linkId] !== undefined || errors[linkId]);
  return (
    <>
      <WorksheetForm {...common} fields={core} />
      {rest.some(asks) && (
        <details className="more" open={restOpen || undefined}>
          <summary>{t('record.more')}</summary>
          <WorksheetForm {...common} fields={rest} />
        </details>
      )}
    </>
  );
}

function AlreadyWritten({ onAnother }: { onAnother: () => void }) {
  const t = useMyWords();
  return (
    <Flow title={t('record.already')} intro={<p>{t('record.alreadyHelp')}</p>}>
      <div className="col">
        <Link className={buttonClass('main', true)} to="/">
          {t('app.backToday')}
        </Link>
        <Button wide onClick={onAnother}>
          {t('record.another')}
        </Button>
      </div>
    </Flow>
  );
}

export function Gone() {
  const t = useMyWords();
  return (
    <Flow title={t('record.notFound')}>
      <Link className={buttonClass('main')} to="/">
        {t('app.backToday')}
      </Link>
    </Flow>
  );
}
