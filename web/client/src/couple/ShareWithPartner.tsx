import { useState } from 'react';
import { api, ApiError, errorWords } from '@shared/api';
import { Button, Card, CheckOptions, Notice, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { fromItems, isEmpty, type Field, type ResponseItem } from '@shared/worksheet';
import { queries } from '../data/queries';
import type { Entry } from '../data/types';
import { partnerPath, usePartner, type MyPartner } from './queries';

/** Entries stay one's own. Here some of what stands in one can be shown to the partner, and taken back. */
export function ShareWithPartner({ entry, fields }: { entry: Entry; fields: readonly Field[] }) {
  const t = useWords();
  const partner = usePartner().data;
  if (!partner?.couple || !partner.assignmentIds.includes(entry.assignmentId)) return null;
  const given = partner.given.find((each) => each.entryId === entry.entryId);
  return (
    <Card className="col" aria-labelledby="share">
      <h2 id="share">{t('partner.title')}</h2>
      <Choice key={given?.fields.join() ?? ''} entry={entry} fields={fields} given={given} />
    </Card>
  );
}

interface Props {
  entry: Entry;
  fields: readonly Field[];
  given: MyPartner['given'][number] | undefined;
}

function Choice({ entry, fields, given }: Props) {
  const t = useWords();
  const [picked, setPicked] = useState<string[]>(given?.fields ?? []);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const answers = fromItems(fields, (entry.answers ?? []) as unknown as ResponseItem[]);
  const answered = fields.filter((field) => isAnswered(field, answers));
  const send = async (wanted: string[]) => {
    setBusy(true);
    setProblem(null);
    try {
      const now = await api.put<MyPartner>(`/api/v1/me/entries/${entry.entryId}/partner`, {
        revision: entry.revision,
        fields: wanted,
      });
      queries.setQueryData([partnerPath], now);
      announce(t(wanted.length > 0 ? 'partner.done' : 'partner.takenBack'));
    } catch (cause) {
      setProblem(t(cause instanceof ApiError ? errorWords(cause) : 'error.server'));
      setBusy(false);
    }
  };
  return (
    <>
      <p>{t(given ? 'partner.isShared' : 'partner.isPrivate')}</p>
      <CheckOptions
        label={t('partner.pick')}
        choices={answered.map((field) => ({ code: field.linkId, label: field.text }))}
        value={picked}
        onChange={setPicked}
      />
      {problem && (
        <Notice tone="need" live>
          {problem}
        </Notice>
      )}
      <Button
        kind="main"
        disabled={busy || picked.length === 0 || (given && picked.join() === given.fields.join())}
        onClick={() => void send(picked)}
      >
        {t('partner.share')}
      </Button>
      {given && (
        <Button disabled={busy} onClick={() => void send([])}>
          {t('partner.takeBack')}
        </Button>
      )}
      <p className="small">{t('partner.note')}</p>
    </>
  );
}

function isAnswered(field: Field, answers: ReturnType<typeof fromItems>): boolean {
  if (field.fields.length > 0 && field.kind !== 'rows')
    return field.fields.some((each) => isAnswered(each, answers));
  return !isEmpty(answers[field.linkId]);
}
