import { useState, type FormEvent } from 'react';
import { Button, TextArea, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { replyPath, useReplies } from '../app/queries';
import { ErrorNotice, shortMoment } from '../app/ui';
import { useSave } from '../client/useSave';
import { useSessionDraft, withoutReply, withReply } from './drafts';

interface Props {
  clientId: string;
  entryId: string;
  /** False on the screen that both look at, and where an entry is only a reminder. */
  canWrite: boolean;
}

/** What was written back on one entry, and the way to write, change or take it back. */
export function EntryReply({ clientId, entryId, canWrite }: Props) {
  const t = useWords();
  const [draft, update] = useSessionDraft(clientId);
  const writing = draft.replies[entryId];
  const replies = useReplies(clientId).data;
  const reply = replies?.find((each) => each.entryId === entryId);
  // Found again after another screen, the field does not draw the focus to itself.
  const [begun, setBegun] = useState(false);
  const begin = () => {
    const text = reply?.text ?? '';
    update((now) => withReply(now, entryId, { text, before: text }));
    setBegun(true);
  };
  // What was typed waits, unseen, while both look at this screen.
  const form = writing && (
    <div hidden={!canWrite}>
      <ReplyForm
        clientId={clientId}
        entryId={entryId}
        before={reply?.text ?? ''}
        version={reply?.version}
        begun={begun}
        text={writing.text}
        setText={(text) => update((now) => withReply(now, entryId, { ...writing, text }))}
        onClose={() => update((now) => withoutReply(now, entryId))}
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
        <button type="button" className="link-button" onClick={begin}>
          {t(reply ? 'reply.change' : 'reply.write')}
        </button>
      )}
    </>
  );
}

interface FormProps extends Omit<Props, 'canWrite'> {
  before: string;
  version: number | undefined;
  begun: boolean;
  text: string;
  setText: (text: string) => void;
  onClose: () => void;
}

function ReplyForm({ clientId, entryId, before, version, begun, text, setText, onClose }: FormProps) {
  const t = useWords();
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
        autoFocus={begun}
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
