import { useEffect } from 'react';
import { Link } from 'react-router';
import { buttonClass, Card } from '@shared/ui';
import { useAssignments, useReplies } from '../data/queries';
import { useMyWords } from '../data/session';
import { instantWords } from '../parts/moment';
import { markRead, newestUnread, useRead } from './read';

/** On Today: somebody wrote back, and it was not opened on this phone yet. */
export function NewReply() {
  const t = useMyWords();
  const assignments = useAssignments().data?.assignments;
  const replies = useReplies().data?.replies ?? [];
  const read = useRead();
  const reply = read && newestUnread(replies, read, new Date());
  if (!reply) return null;
  return (
    <Card className="col" aria-labelledby="new-reply">
      <h2 id="new-reply">{t('reply.title', { name: reply.by || 'none' })}</h2>
      <p className="small">
        {[
          assignments?.find((each) => each.assignmentId === reply.assignmentId)?.name,
          instantWords(new Date(reply.at)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div>
        <Link className={buttonClass()} to={`/journal/${reply.entryId}`}>
          {t('reply.open')}
        </Link>
      </div>
    </Card>
  );
}

/** Beside the entry that it is about. Opening it is reading it. */
export function ReplyTo({ entryId }: { entryId: string }) {
  const t = useMyWords();
  const replies = useReplies().data?.replies;
  const reply = replies?.find((each) => each.entryId === entryId);
  useEffect(() => {
    if (reply && replies) void markRead(reply, replies);
  }, [reply, replies]);
  if (!reply) return null;
  return (
    <Card className="col" aria-labelledby="reply">
      <h2 id="reply">{t('reply.title', { name: reply.by || 'none' })}</h2>
      <p>{reply.text}</p>
      <p className="small">{instantWords(new Date(reply.at))}</p>
      <p className="small">{t('reply.noChat')}</p>
    </Card>
  );
}
