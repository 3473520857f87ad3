import { useState } from 'react';
import { useParams } from 'react-router';
import { localTime, dayWords, wallDate } from '@shared/time/local';
import { Button, Notice, RadioScale } from '@shared/ui';
import { currentLanguage } from '@shared/words';
import { anchorsOf, components, type Topic } from '@shared/engagement';
import { without } from '@shared/without';
import { freshDraft } from '../data/fresh';
import { useAssignments, useToday } from '../data/queries';
import { saveCheck } from '../data/save';
import { useMyWords, useSession } from '../data/session';
import { useDraft } from '../data/useDraft';
import type { MyAssignment } from '../data/types';
import { Flow } from '../parts/Flow';
import { Gone } from './Record';
import { Saved } from './Saved';

/** Looking back before the session: twelve short ratings in three steps, each of which can be left out. */
export function CheckScreen() {
  const { assignmentId = '' } = useParams();
  const assignments = useAssignments();
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === assignmentId);
  if (!assignment) return assignments.isLoading ? null : <Gone />;
  return <Asking assignment={assignment} />;
}

function Asking({ assignment }: { assignment: MyAssignment }) {
  const t = useMyWords();
  const { mine } = useSession();
  const therapist = useToday().data?.therapist;
  const id = `check-${assignment.assignmentId}`;
  const hand = useDraft(id, () => freshDraft('check', assignment.assignmentId), true);
  const [missing, setMissing] = useState(false);
  const [saved, setSaved] = useState<'no' | 'saving' | 'sent' | 'phone'>('no');
  if (!hand) return null;
  const { draft, change, state } = hand;
  if (saved === 'sent' || saved === 'phone')
    return <Saved draft={draft} sent={saved === 'sent'} therapist={therapist} />;

  const ratings = draft.ratings ?? {};
  const step = Math.min(draft.step, components.length);
  const component = components[step - 1] ?? components[0];
  // Where work is about noticing rather than doing, nobody asks how much of it was done.
  const topics = component.topics.filter((topic) => topic !== 'quantity' || assignment.completionEmphasis);
  const from = localTime(assignment.since ? new Date(assignment.since) : new Date()).local.slice(0, 10);
  const rate = (topic: Topic, value: number | null) => {
    change({ ratings: value === null ? without(ratings, topic) : { ...ratings, [topic]: value } });
  };
  const next = async () => {
    if (step < components.length) return change({ step: step + 1 });
    if (Object.keys(ratings).length === 0) return setMissing(true);
    setSaved('saving');
    await hand.flush();
    setSaved(
      await saveCheck(mine, id, draft, from, assignment.name).then(
        (sent) => (sent ? 'sent' : 'phone'),
        () => 'no',
      ),
    );
  };

  return (
    <Flow
      title={t(`check.step.${component.code}`)}
      intro={
        step === 1 && (
          <p className="small">
            {t('check.help', {
              what: assignment.agreement?.plan.what ?? assignment.name,
              from: dayWords(wallDate(`${from}T12:00:00`), currentLanguage()),
            })}
          </p>
        )
      }
      step={step}
      steps={components.length}
      state={state}
      footer={
        <>
          {step > 1 && (
            <Button className="grow" onClick={() => change({ step: step - 1 })}>
              {t('flow.back')}
            </Button>
          )}
          <Button kind="main" className="grow" disabled={saved === 'saving'} onClick={() => void next()}>
            {t(step < components.length ? 'flow.next' : 'flow.save')}
          </Button>
        </>
      }
    >
      <div className="worksheet">
        {topics.map((topic) => {
          const words = anchorsOf(topic).map((anchor) => t(anchor));
          return (
            <div key={topic} className="col">
              <RadioScale
                label={t(`check.topic.${topic}`)}
                min={0}
                max={4}
                value={ratings[topic] ?? null}
                onChange={(value) => rate(topic, value)}
                lower={words[0]}
                upper={words[4]}
                stepWords={Object.fromEntries(words.entries())}
              />
              {ratings[topic] !== undefined && (
                <div>
                  <Button kind="quiet" onClick={() => rate(topic, null)}>
                    {t('check.leaveOut')}
                    <span className="hidden-text">: {t(`check.topic.${topic}`)}</span>
                  </Button>
                </div>
              )}
            </div>
          );
        })}
        {missing && Object.keys(ratings).length === 0 && (
          <Notice tone="need" live>
            {t('check.missing')}
          </Notice>
        )}
      </div>
    </Flow>
  );
}
