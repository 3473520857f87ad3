import { useState, type FormEvent } from 'react';
import { Button, TextArea, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { replyPath, useReplies } from '../app/queries';
import { ErrorNotice, shortMoment } from '../app/ui';
import { useSave } from '../client/useSave';

interface Props {
  clientId: string;
  entryId: string;
  /** False on the screen that both look at, and where an entry is only a reminder. */
  canWrite: boolean;
}

/** What was written back on one entry, and the way to write, change or take it back. */
export function EntryReply({ clientId, entryId, canWrite }: Props) {
  const t = useWords();
  const [writing, setWriting] = useState(false);
  const replies = useReplies(clientId).data;
  const reply = replies?.find((each) => each.entryId === entryId);
  // What was typed waits, unseen, while both look at this screen.
  const form = writing && (
    <div hidden={!canWrite}>
      <ReplyForm
        clientId={clientId}
        entryId={entryId}
        text={reply?.text ?? ''}
        version={reply?.version}
        onClose={() => setWriting(false)}
      />
    </div>
  );
  return (
    <>
      {reply && !(writing && canWrite) && (
        <div className="reply">
          <p className="small">
            {t('reply.by', { name: reply.by || t('reply.somebody'), when: shortMoment(new Date(reply.at)) })}
          </p>
          <p>{reply.text}</p>
        </div>
      )}
      {form}
      {canWrite && !writing && replies && (
        <button type="button" className="link-button" onClick={() => setWriting(true)}>
          {t(reply ? 'reply.change' : 'reply.write')}
        </button>
      )}
    </>
  );
}

function ReplyForm({
  clientId,
  entryId,
  text: before,
  version,
  onClose,
}: Omit<Props, 'canWrite'> & { text: string; version: number | undefined; onClose: () => void }) {
  const t = useWords();
  const [text, setText] = useState(before);
  const save = useSave<string>(
    clientId,
    () => replyPath(clientId, entryId),
    (words) => ({ text: words, version: version ?? 0 }),
    () => {
      announce(t('reply.saved'));
      onClose();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !save.isPending) save.mutate(text);
  };
  return (
    <form
      className="col"
      onSubmit={submit}
      onKeyDown={(event) => {
        // The card around it saves the review by these keys.
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.stopPropagation();
          submit(event);
        }
      }}
    >
      <TextArea
        label={t('reply.label')}
        help={t('reply.help')}
        maxLength={1000}
        rows={3}
        autoFocus
        value={text}
        onChange={setText}
      />
      <ErrorNotice error={save.error} kept />
      <div className="row end wrap">
        {before && (
          <Button kind="quiet" disabled={save.isPending} onClick={() => save.mutate('')}>
            {t('reply.takeBack')}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={save.isPending || !text.trim()}>
          {t('reply.send')}
        </Button>
      </div>
    </form>
  );
}
