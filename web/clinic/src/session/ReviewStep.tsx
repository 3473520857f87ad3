import { useState } from 'react';
import { Button, Card, Chip, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import type { Assignment } from '../app/types';
import { AlsoAgreed } from './AlsoAgreed';
import type { SessionDraft } from './drafts';
import { ReviewCard } from './ReviewCard';
import { useSessionTools } from './tools';

interface StepProps {
  draft: SessionDraft;
  update: (change: (draft: SessionDraft) => SessionDraft) => void;
  onNext: () => void;
}

/** What is not yet reviewed comes first; everything else can wait. */
export function ReviewStep({ draft, update, onNext }: StepProps) {
  const t = useWords();
  const { screen } = useSessionTools();
  const [taken, setTaken] = useState<string[]>([]);
  const extra = screen.current.filter((assignment) => taken.includes(assignment.assignmentId));
  const toLookAt: Assignment[] = [...screen.toReview, ...extra];
  const also = screen.current.filter((assignment) => !taken.includes(assignment.assignmentId));
  return (
    <div className="col loose">
      {draft.looked.length > 0 && (
        <Notice tone="go" live>
          <p className="notice-title">{t('review.lookedTitle')}</p>
          <ul className="plain">
            {draft.looked.map((each) => (
              <li key={each.assignment.assignmentId}>
                ✓ {each.assignment.name} · {t(`decision.${each.decision}`)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {toLookAt.map((assignment) => (
        <ReviewCard
          key={assignment.assignmentId}
          assignment={assignment}
          draft={draft}
          update={update}
          onSaved={() => setTaken((old) => old.filter((id) => id !== assignment.assignmentId))}
        />
      ))}
      {toLookAt.length === 0 && (
        <Card className="empty">
          <h2>{draft.looked.length > 0 ? t('review.allDone') : t('review.nothingDue')}</h2>
          <p className="muted">{t('review.nothingDueText')}</p>
          <div className="row wrap">
            <Button kind="main" onClick={onNext}>
              {t('review.goDesign')}
            </Button>
          </div>
        </Card>
      )}
      {also.length > 0 && (
        <section className="col">
          <h2 className="row">
            {t('also.title')} <Chip>{also.length}</Chip>
          </h2>
          <AlsoAgreed assignments={also} onLookAt={(id) => setTaken((old) => [...old, id])} />
        </section>
      )}
      {toLookAt.length > 0 && (
        <div className="row end">
          <Button kind="quiet" onClick={onNext}>
            {t('review.later')}
          </Button>
        </div>
      )}
    </div>
  );
}
