import { useState, type FormEvent } from 'react';
import { fieldErrors } from '@shared/api';
import { Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, usePractice } from '../app/queries';
import { ErrorNotice, ZoneSelect } from '../app/ui';
import type { Client, ClientInput, Treatment } from '../app/types';
import { NounList, nounFor } from '../caseload/NewClientDialog';
import { FormFoot } from './Goals';
import { useSave } from './useSave';

export function DetailsDialog({ client, treatment, open, onClose }: { client: Client; treatment: Treatment | undefined; open: boolean; onClose: () => void }) {
  const t = useWords();
  return (
    <Dialog open={open} onClose={onClose} title={t('client.edit')}>
      <Details client={client} treatment={treatment} onClose={onClose} />
    </Dialog>
  );
}

function Details({ client, treatment, onClose }: { client: Client; treatment: Treatment | undefined; onClose: () => void }) {
  const t = useWords();
  const [name, setName] = useState(client.name);
  const [callName, setCallName] = useState(client.callName);
  const [noun, setNoun] = useState(client.ownNoun);
  const [zone, setZone] = useState(client.zone);
  const practice = usePractice().data;
  const usual = practice ? nounFor(practice, treatment?.paradigms ?? []) : '';
  const save = useSave<ClientInput>(client.clientId, () => paths.client(client.clientId), (input) => input, onClose);
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The contract asks for a treatment here too; for a client who exists it is not used.
    save.mutate({
      name: name.trim(),
      callName: callName.trim(),
      noun: noun.trim(),
      zone,
      version: client.version,
      treatment: { stage: treatment?.stage ?? 'early', paradigms: treatment?.paradigms ?? [] },
    });
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <TextField label={t('client.name')} required maxLength={120} autoComplete="off" value={name} onChange={setName} error={errors['/name']} />
      <TextField label={t('client.callName')} help={t('client.callNameHelp')} required maxLength={60} autoComplete="off" value={callName} onChange={setCallName} error={errors['/callName']} />
      <TextField label={t('client.noun')} help={t('client.nounEmpty', { noun: usual })} maxLength={40} value={noun} onChange={setNoun} error={errors['/noun']} list="nouns" />
      <NounList />
      <ZoneSelect label={t('client.zone')} help={t('client.zoneHelp')} value={zone} onChange={setZone} error={errors['/zone']} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}
