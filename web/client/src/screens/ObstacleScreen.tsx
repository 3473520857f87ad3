import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { announce, Button, Card, CheckOptions, Notice, TextArea } from '@shared/ui';
import { useAssignments } from '../data/queries';
import { freshDraft } from '../data/fresh';
import { saveEntry } from '../data/save';
import { useMyWords, useSession } from '../data/session';
import { useDraft } from '../data/useDraft';
import type { MyAssignment } from '../data/types';
import { draftId, type Draft } from '../offline/drafts';
import { Flow } from '../parts/Flow';
import { ObstacleChoices } from '../parts/ObstacleChoices';
import { Gone } from './Record';

/** Something is in the way: name it, see what was planned for it, choose a smaller way. */
export function ObstacleScreen() {
  const { assignmentId = '', occurrenceId } = useParams();
  const assignments = useAssignments();
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === assignmentId);
  if (!assignment) return assignments.isLoading ? null : <Gone />;
  return <Naming assignment={assignment} occurrenceId={occurrenceId} />;
}

function Naming({
  assignment,
  occurrenceId,
}: {
  assignment: MyAssignment;
  occurrenceId: string | undefined;
}) {
  const t = useMyWords();
  const { mine } = useSession();
  const navigate = useNavigate();
  const id = draftId.obstacle(assignment.assignmentId, occurrenceId);
  const hand = useDraft(id, () => freshDraft('obstacle', assignment.assignmentId, occurrenceId), true);
  const [saving, setSaving] = useState(false);
  const [missing, setMissing] = useState(false);
  const foreseen = assignment.agreement?.plan.obstacles ?? [];
  if (!hand) return null;
  const { draft, change, state } = hand;
  const chosen = foreseen.filter((each) => draft.answers[each.obstacle] === true);
  const named = draft.obstacles.length > 0 || draft.obstacleText.trim() !== '' || chosen.length > 0;

  const save = async (next: string) => {
    setSaving(true);
    await hand.flush();
    try {
      await saveEntry(mine, id, withForeseen(draft, chosen), [], assignment.name);
      announce(t('saved.title'));
      await navigate(next);
    } finally {
      setSaving(false);
    }
  };
  const record = `/record/${assignment.assignmentId}${occurrenceId ? `/${occurrenceId}` : ''}`;

  if (draft.step > 1) {
    return (
      <Flow
        title={t('obstacle.helpTitle')}
        step={2}
        steps={2}
        state={state}
        footer={
          <>
            <Button className="grow" disabled={saving} onClick={() => void save('/')}>
              {t('obstacle.bring')}
            </Button>
            <Button kind="main" className="grow" disabled={saving} onClick={() => void save(record)}>
              {t('obstacle.tryIt')}
            </Button>
          </>
        }
      >
        <WhatHelps assignment={assignment} chosen={chosen} />
        <div>
          <Button kind="quiet" onClick={() => change({ step: 1 })}>
            {t('flow.back')}
          </Button>
        </div>
      </Flow>
    );
  }
  return (
    <Flow
      title={t('obstacle.title')}
      intro={<p className="small">{t('obstacle.help')}</p>}
      step={1}
      steps={2}
      state={state}
      footer={
        <Button kind="main" wide onClick={() => (named ? change({ step: 2 }) : setMissing(true))}>
          {t('flow.next')}
        </Button>
      }
    >
      <div className="worksheet">
        {foreseen.length > 0 && (
          <CheckOptions
            label={t('obstacle.foreseen')}
            choices={foreseen.map((each) => ({ code: each.obstacle, label: each.obstacle }))}
            value={chosen.map((each) => each.obstacle)}
            onChange={(now) => change({ answers: Object.fromEntries(now.map((each) => [each, true])) })}
          />
        )}
        <TextArea
          label={t('obstacle.own')}
          rows={2}
          maxLength={1000}
          value={draft.obstacleText}
          onChange={(obstacleText) => change({ obstacleText })}
        />
        <ObstacleChoices
          label={t('obstacle.which')}
          value={draft.obstacles}
          onChange={(obstacles) => change({ obstacles })}
        />
        {missing && !named && (
          <Notice tone="need" live>
            {t('obstacle.missing')}
          </Notice>
        )}
      </div>
    </Flow>
  );
}

/** The obstacles foreseen in the plan travel as words, since they have no code. */
function withForeseen(draft: Draft, chosen: { obstacle: string }[]): Draft {
  const words = [...chosen.map((each) => each.obstacle), draft.obstacleText.trim()]
    .filter(Boolean)
    .join('\n');
  return { ...draft, answers: {}, obstacleText: words.slice(0, 1000) };
}

function WhatHelps({
  assignment,
  chosen,
}: {
  assignment: MyAssignment;
  chosen: { obstacle: string; coping: string }[];
}) {
  const t = useMyWords();
  const plan = assignment.agreement?.plan;
  const plans = chosen.length ? chosen : (plan?.obstacles ?? []);
  const nothing = plans.length === 0 && !plan?.smallest && !assignment.easier?.length;
  return (
    <div className="col loose">
      {nothing && <p>{t('obstacle.noPlan')}</p>}
      {plans.length > 0 && (
        <Card className="col">
          <h2>{t('obstacle.yourPlan')}</h2>
          {plans.map((each) => (
            <div key={each.obstacle} className="why">
              <p className="small">{each.obstacle}</p>
              <p className="voice">{each.coping}</p>
            </div>
          ))}
        </Card>
      )}
      {plan?.smallest && (
        <Card className="col">
          <h2>{t('obstacle.smaller')}</h2>
          <p>{plan.smallest}</p>
        </Card>
      )}
      {assignment.easier && assignment.easier.length > 0 && (
        <Card className="col">
          <h2>{t('obstacle.easier')}</h2>
          <ul>
            {assignment.easier.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}
