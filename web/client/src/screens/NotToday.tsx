import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api, errorWords, type components } from '@shared/api';
import { localTime, wallDate } from '@shared/time/local';
import { announce, Button, Notice, RadioOptions, TextField } from '@shared/ui';
import { paths, refresh, useAssignments, useToday } from '../data/queries';
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

type OccurrenceChange = components['schemas']['OccurrenceChangeInput'];
type Instead = 'later' | 'move' | 'skip';
const isInstead = (code: string): code is Instead => code === 'later' || code === 'move' || code === 'skip';

/** As far ahead as the server moves something. */
const furthest = 31 * 86_400_000;

/** The last day of a window that ends at the first second after it. */
function lastDay(to: string): string {
  return localTime(new Date(wallDate(to).getTime() - 1000)).local.slice(0, 10);
}

/** "Not today" is a full answer: later, did not get to it, or decided not to. */
export function NotToday() {
  const t = useMyWords();
  const { assignmentId = '', occurrenceId } = useParams();
  const { mine } = useSession();
  const navigate = useNavigate();
  const assignments = useAssignments();
  const today = useToday();
  const therapist = today.data?.therapist;
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === assignmentId);
  const id = `not-${draftId.record(assignmentId, occurrenceId)}`;
  const hand = useDraft(id, () => freshDraft('record', assignmentId, occurrenceId), true);
  const [missing, setMissing] = useState(false);
  const [instead, setInstead] = useState<Instead | null>(null);
  const [day, setDay] = useState('');
  const [problem, setProblem] = useState('');
  const [saved, setSaved] = useState<'no' | 'saving' | 'sent' | 'phone'>('no');
  if (!assignment) return assignments.isLoading ? null : <Gone />;
  if (!hand) return null;
  const { draft, state } = hand;
  if (saved === 'sent' || saved === 'phone')
    return <Saved draft={draft} sent={saved === 'sent'} therapist={therapist} />;

  const item = today.data?.items.find((each) => each.occurrence.occurrenceId === occurrenceId)?.occurrence;
  // What can be done on any day of its time needs no move.
  const oneDay = item !== undefined && lastDay(item.to) === item.from.slice(0, 10);
  const open = item?.state === 'open';
  const first = localTime(new Date()).local.slice(0, 10);
  const last = localTime(new Date(Date.now() + furthest)).local.slice(0, 10);

  const change = async (body: OccurrenceChange) => {
    setSaved('saving');
    try {
      await api.post(`${paths.assignments}/${assignmentId}/occurrences/${occurrenceId}`, body);
      await hand.drop();
      refresh();
      announce(t('saved.title'));
      await navigate('/');
    } catch (error) {
      setProblem(errorWords(error));
      setSaved('no');
    }
  };

  const save = async () => {
    if (instead === 'later') {
      await hand.drop();
      return navigate('/');
    }
    if (instead === 'skip') return change({ change: 'skip' });
    if (instead === 'move')
      return day >= first && day <= last ? change({ change: 'move', to: day }) : setMissing(true);
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
          {t(instead === 'later' ? 'app.backToday' : 'flow.save')}
        </Button>
      }
    >
      <div className="worksheet">
        <RadioOptions
          label={t('notToday.help')}
          error={missing && !instead && !draft.outcome ? t('outcome.missing') : undefined}
          choices={[
            { code: 'later', label: t('notToday.later'), note: t('notToday.laterHelp') },
            ...(open && oneDay ? [{ code: 'move', label: t('notToday.move') }] : []),
            ...(open ? [{ code: 'skip', label: t('notToday.skip'), note: t('notToday.skipHelp') }] : []),
            { code: 'not-reached', label: t('outcome.not-reached') },
            { code: 'decided-not-to', label: t('outcome.decided-not-to') },
          ]}
          value={instead ?? draft.outcome ?? null}
          onChange={(code) => {
            setProblem('');
            setMissing(false);
            if (isInstead(code)) return setInstead(code);
            setInstead(null);
            hand.change({ outcome: code as Outcome });
          }}
        />
        {instead === 'move' && (
          <TextField
            label={t('notToday.day')}
            type="date"
            className="short"
            min={first}
            max={last}
            value={day}
            onChange={setDay}
            error={missing ? t('notToday.dayMissing') : undefined}
          />
        )}
        {problem && (
          <Notice tone="need" live>
            {t(problem)}
          </Notice>
        )}
        {!instead && draft.outcome && <Obstacles draft={draft} change={hand.change} open />}
      </div>
    </Flow>
  );
}
