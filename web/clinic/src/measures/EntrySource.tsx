import { useWords } from '@shared/words';
import { useAssignment } from '../app/queries';
import { ErrorNotice, Waiting } from '../app/ui';
import { EntryPoint } from '../session/Timeline';

export interface EntryName {
  assignmentId: string;
  entryId: string;
}

/** The record behind a point or a number: what the client wrote down that time. */
export function EntrySource({ clientId, entry }: { clientId: string; entry: EntryName }) {
  const t = useWords();
  const assignment = useAssignment(clientId, entry.assignmentId);
  if (assignment.isPending) return <Waiting />;
  if (!assignment.data) return <ErrorNotice error={assignment.error} again={() => void assignment.refetch()} />;
  const found = assignment.data.entries.find((each) => each.entryId === entry.entryId);
  if (!found) return <p>{t('measures.entryGone')}</p>;
  return (
    <ol className="plain timeline">
      <EntryPoint entry={found} assignment={assignment.data} canReply />
    </ol>
  );
}
