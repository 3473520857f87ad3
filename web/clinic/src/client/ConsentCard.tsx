import { useState, type FormEvent } from 'react';
import { Button, Card, TextField, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import type { Client } from '../app/types';
import { useSave } from './useSave';

/** What the client agreed to beyond the own treatment. Without it nothing of the client enters an analysis or a study. */
export function ConsentCard({ client }: { client: Client }) {
  const t = useWords();
  const [analysis, setAnalysis] = useState(client.consent.analysis);
  const [studies, setStudies] = useState(client.consent.studies.join(', '));
  const save = useSave<void>(
    client.clientId,
    () => `${paths.client(client.clientId)}/consent`,
    () => ({ analysis, studies: namesOf(studies), version: client.version }),
    () => announce(t('saved')),
  );
  const changed =
    analysis !== client.consent.analysis || namesOf(studies).join() !== client.consent.studies.join();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <Card aria-labelledby="consent">
      <h2 id="consent">{t('consent.title')}</h2>
      <form className="col gap-top" onSubmit={submit}>
        <label className="option">
          <input type="checkbox" checked={analysis} onChange={(event) => setAnalysis(event.target.checked)} />
          <span>
            {t('consent.analysis')}
            <span className="small block">{t('consent.analysisHelp')}</span>
          </span>
        </label>
        <TextField
          label={t('consent.studies')}
          help={t('consent.studiesHelp')}
          value={studies}
          onChange={setStudies}
          maxLength={400}
        />
        <ErrorNotice error={save.error} kept />
        {changed && (
          <p>
            <Button type="submit" disabled={save.isPending}>
              {t('save')}
            </Button>
          </p>
        )}
      </form>
    </Card>
  );
}

/** Names between commas, without empty ones and repeats. */
export function namesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    ),
  ];
}
