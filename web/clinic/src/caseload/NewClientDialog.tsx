import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, fieldErrors } from '@shared/api';
import { newId } from '@shared/id';
import { Button, Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { paths, refreshClient, usePractice, useTerms } from '../app/queries';
import { CheckPills, ErrorNotice, Pills, ZoneSelect } from '../app/ui';
import { stages, type ClientInput, type ClientRecord, type Practice, type Stage } from '../app/types';

export function NewClientDialog({ open, onClose, onCreated }: { open: boolean; onClose: () => void; onCreated: (clientId: string) => void }) {
  const t = useWords();
  return (
    <Dialog open={open} onClose={onClose} title={t('newClient.title')}>
      <NewClient onClose={onClose} onCreated={onCreated} />
    </Dialog>
  );
}

function NewClient({ onClose, onCreated }: { onClose: () => void; onCreated: (clientId: string) => void }) {
  const t = useWords();
  const me = useSignedIn();
  const practice = usePractice().data;
  const terms = useTerms().data;
  // Ids are made here, once: sending the same form again cannot create a second client.
  const [ids] = useState(() => ({ clientId: newId(), treatmentId: newId() }));
  const [name, setName] = useState('');
  const [callName, setCallName] = useState('');
  const [zone, setZone] = useState(me.practice.zone);
  const [noun, setNoun] = useState('');
  const [paradigms, setParadigms] = useState<string[]>([]);
  const [stage, setStage] = useState<Stage>('early');
  const create = useMutation({
    mutationFn: () => {
      const input: ClientInput = {
        name: name.trim(),
        zone,
        treatmentId: ids.treatmentId,
        treatment: { stage, paradigms, format: 'individual' },
        ...(callName.trim() ? { callName: callName.trim() } : {}),
        ...(noun.trim() ? { noun: noun.trim() } : {}),
      };
      return api.put<ClientRecord>(paths.client(ids.clientId), input);
    },
    onSuccess: async () => {
      await refreshClient(ids.clientId);
      onClose();
      onCreated(ids.clientId);
    },
  });
  const errors = fieldErrors(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <TextField label={t('client.name')} required maxLength={120} autoComplete="off" autoFocus value={name} onChange={setName} error={errors['/name']} />
      <TextField label={t('client.callName')} help={t('client.callNameHelp')} maxLength={60} autoComplete="off" value={callName} onChange={setCallName} error={errors['/callName']} />
      <TextField label={t('client.noun')} help={t('client.nounEmpty', { noun: practice ? nounFor(practice, paradigms) : '' })} maxLength={40} value={noun} onChange={setNoun} error={errors['/noun']} list="nouns" />
      <NounList />
      <CheckPills
        label={t('client.paradigms')}
        help={t('client.paradigmsHelp')}
        value={paradigms}
        onChange={(next) => setParadigms(next.slice(0, 6))}
        choices={(terms?.paradigms ?? []).map((term) => ({ code: term.code, label: term.name }))}
        error={errors['/treatment/paradigms']}
      />
      <Pills label={t('client.stage')} value={stage} onChange={setStage} choices={stages.map((code) => ({ code, label: t(`stage.${code}`) }))} />
      <ZoneSelect label={t('client.zone')} help={t('client.zoneHelp')} value={zone} onChange={setZone} error={errors['/zone']} />
      <ErrorNotice error={create.error} kept />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={create.isPending}>
          {t('newClient.button')}
        </Button>
      </div>
    </form>
  );
}

/** What a client reads who has no word of the own: that of the first paradigm that has one, else the practice's. */
export const nounFor = (practice: Practice, paradigms: readonly string[]): string =>
  paradigms.flatMap((code) => practice.nouns.find((each) => each.paradigm === code)?.noun ?? [])[0] ?? practice.noun;

/** Words that clients often like better. */
export function NounList() {
  const t = useWords();
  return (
    <datalist id="nouns">
      {(['practice', 'experiment', 'exercise', 'step', 'plan'] as const).map((code) => (
        <option key={code} value={t(`noun.${code}`)} />
      ))}
    </datalist>
  );
}
