import { useState, type ChangeEvent, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Button, Dialog, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { queryClient } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import { FormFoot } from '../client/Goals';
import type { Measure } from './data';

interface Files {
  questionnaire?: unknown;
  scoring?: unknown;
}

/** The same instrument again is its next version: its place follows from its name. */
export async function placeOf(scoring: unknown): Promise<string> {
  const id = typeof scoring === 'object' && scoring !== null && 'id' in scoring ? String(scoring.id) : '';
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`site-measure:${id}`));
  return Array.from(new Uint8Array(bytes).slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An instrument that the practice holds a licence for: a FHIR Questionnaire and its scoring file. */
export function ImportMeasure() {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const [taken, setTaken] = useState('');
  return (
    <div className="col">
      <div>
        <Button onClick={() => setOpen(true)}>{t('measures.import')}</Button>
      </div>
      {taken && <p role="status">{t('measures.imported', { name: taken })}</p>}
      <Dialog open={open} onClose={() => setOpen(false)} title={t('measures.import')}>
        <ImportForm
          onClose={() => setOpen(false)}
          onTaken={(name) => {
            setTaken(name);
            setOpen(false);
          }}
        />
      </Dialog>
    </div>
  );
}

function ImportForm({ onClose, onTaken }: { onClose: () => void; onTaken: (name: string) => void }) {
  const t = useWords();
  const [files, setFiles] = useState<Files>({});
  const [unreadable, setUnreadable] = useState('');
  const save = useMutation({
    mutationFn: async () => api.put<Measure>(`/api/v1/site-measures/${await placeOf(files.scoring)}`, files),
    onSuccess: async (measure) => {
      await queryClient.invalidateQueries({ queryKey: ['measures'] });
      onTaken(measure.abbreviation);
    },
  });
  const read = (name: keyof Files) => async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    try {
      const content: unknown = JSON.parse(await file.text());
      setFiles((before) => ({ ...before, [name]: content }));
      setUnreadable('');
    } catch {
      setUnreadable(file.name);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <p className="small">{t('measures.importHelp')}</p>
      {(['questionnaire', 'scoring'] as const).map((name) => (
        <div className="field" key={name}>
          <label className="field-label" htmlFor={`import-${name}`}>
            {t(`measures.file.${name}`)}
          </label>
          <input id={`import-${name}`} className="input" type="file" accept="application/json,.json" required onChange={(event) => void read(name)(event)} />
        </div>
      ))}
      {unreadable && <Notice tone="need">{t('measures.unreadable', { name: unreadable })}</Notice>}
      <ErrorNotice error={save.error} />
      <FormFoot onClose={onClose} pending={save.isPending || !files.questionnaire || !files.scoring} words={t('measures.importNow')} />
    </form>
  );
}
