import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Button, RadioOptions } from '@shared/ui';
import { useAssignments, useToday } from '../data/queries';
import { freshDraft } from '../data/fresh';
import { saveEntry } from '../data/save';
import { useMyWords, useSession } from '../data/session';
import { useDraft } from '../data/useDraft';
import type { Outcome } from '../data/types';
import { draftId } from '../offline/drafts';
import { Flow } from '../parts/Flow';
import { Obstacles } from './HowItWent';
import { Gone } from './Record';
import { Saved } from './Saved';

/** "Not today" is a full answer: later, did not get to it, or decided not to. */
export function NotToday() {
  const t = useMyWords();
  const { assignmentId = '', occurrenceId } = useParams();
  const { mine } = useSession();
  const navigate = useNavigate();
  const assignments = useAssignments();
  const therapist = useToday().data?.therapist;
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === assignmentId);
  const id = `not-${draftId.record(assignmentId, occurrenceId)}`;
  const hand = useDraft(id, () => freshDraft('record', assignmentId, occurrenceId), true);
  const [missing, setMissing] = useState(false);
  const [later, setLater] = useState(false);
  const [saved, setSaved] = useState<'no' | 'saving' | 'sent' | 'phone'>('no');
  if (!assignment) return assignments.isLoading ? null : <Gone />;
  if (!hand) return null;
  const { draft, change, state } = hand;
  if (saved === 'sent' || saved === 'phone')
    return <Saved draft={draft} sent={saved === 'sent'} therapist={therapist} />;

  const save = async () => {
    if (later) {
      await hand.drop();
      return navigate('/');
    }
    if (!draft.outcome) return setMissing(true);
    setSaved('saving');
    await hand.flush();
    setSaved(
      await saveEntry(mine, id, draft, [], assignment.name).then(
        (sent) => (sent ? 'sent' : 'phone'),
        () => 'no',
      ),
    );
  };
  return (
    <Flow
      title={t('notToday.title')}
      state={state}
      footer={
        <Button kind="main" wide disabled={saved === 'saving'} onClick={() => void save()}>
          {t(later ? 'app.backToday' : 'flow.save')}
        </Button>
      }
    >
      <div className="worksheet">
        <RadioOptions
          label={t('notToday.help')}
          error={missing && !later && !draft.outcome ? t('outcome.missing') : undefined}
          choices={[
            { code: 'later', label: t('notToday.later'), note: t('notToday.laterHelp') },
            { code: 'not-reached', label: t('outcome.not-reached') },
            { code: 'decided-not-to', label: t('outcome.decided-not-to') },
          ]}
          value={later ? 'later' : (draft.outcome ?? null)}
          onChange={(code) => {
            setLater(code === 'later');
            if (code !== 'later') change({ outcome: code as Outcome });
          }}
        />
        {!later && draft.outcome && <Obstacles draft={draft} change={change} open />}
      </div>
    </Flow>
  );
}
