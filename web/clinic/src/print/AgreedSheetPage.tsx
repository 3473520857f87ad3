import { useParams } from 'react-router';
import { useWords } from '@shared/words';
import { useActivity, useAssignment } from '../app/queries';
import { ErrorNotice, Waiting } from '../app/ui';
import { BlankSheet } from './WorksheetPage';

/** The blank form as it was agreed: that version of the activity, that variant. */
export function Component() {
  const t = useWords();
  const { clientId = '', assignmentId = '' } = useParams();
  const assignment = useAssignment(clientId, assignmentId);
  const activity = useActivity(assignment.data?.activityId, assignment.data?.activityVersion);
  for (const each of [assignment, activity]) {
    if (each.isError) return <ErrorNotice error={each.error} again={() => void each.refetch()} />;
  }
  if (!assignment.data || !activity.data) return <Waiting />;
  const variantId = assignment.data.design?.variantId ?? assignment.data.variantId ?? '';
  return <BlankSheet activity={activity.data} variantId={variantId} back={{ to: `/clients/${clientId}`, words: t('session.back') }} />;
}
