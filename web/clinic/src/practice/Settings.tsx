import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, fieldErrors } from '@shared/api';
import { Button, Card, Chip, Notice, RadioScale, TextArea, TextField, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { keys, queryClient, useTerms } from '../app/queries';
import { SaveFoot, ZoneSelect } from '../app/ui';
import { HelplineChoices } from './HelplineChoices';
import type { HelpContact, Practice, PracticeInput } from '../app/types';

const noContact: HelpContact = { label: '', phone: '', hours: '', note: '' };

/** Contacts as they are sent: empty lines out, empty parts left away. */
export function cleanContacts(contacts: readonly HelpContact[]): HelpContact[] {
  return contacts.flatMap((contact) => {
    const label = contact.label.trim();
    if (!label) return [];
    const clean: HelpContact = { label };
    for (const part of ['phone', 'hours', 'note'] as const) {
      const text = contact[part]?.trim();
      if (text) clean[part] = text;
    }
    return [clean];
  });
}

export function Settings({ practice }: { practice: Practice }) {
  const t = useWords();
  const [name, setName] = useState(practice.name);
  const [zone, setZone] = useState(practice.zone);
  const [noun, setNoun] = useState(practice.noun);
  const [nouns, setNouns] = useState<Record<string, string>>(() => Object.fromEntries(practice.nouns.map((each) => [each.paradigm, each.noun])));
  const paradigms = useTerms().data?.paradigms ?? [];
  const [threshold, setThreshold] = useState(practice.confidenceThreshold);
  const [contacts, setContacts] = useState<HelpContact[]>(practice.help.contacts.length > 0 && practice.help.ready ? practice.help.contacts : [noContact]);
  const [emergency, setEmergency] = useState(practice.help.ready ? practice.help.emergency : '');
  const save = useMutation({
    mutationFn: () => {
      const input: PracticeInput = {
        version: practice.version,
        name: name.trim(),
        zone,
        noun: noun.trim(),
        nouns: Object.entries(nouns).flatMap(([paradigm, word]) => (word.trim() ? [{ paradigm, noun: word.trim() }] : [])),
        confidenceThreshold: threshold,
        contacts: cleanContacts(contacts),
        emergency: emergency.trim(),
      };
      return api.put<Practice>('/api/v1/practice', input);
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.practice, saved);
      void queryClient.invalidateQueries({ queryKey: keys.me });
      announce(t('saved'));
    },
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const put = (index: number, change: Partial<HelpContact>) => setContacts(contacts.map((each, at) => (at === index ? { ...each, ...change } : each)));
  return (
    <form className="col loose" onSubmit={submit}>
      <Card className="col loose" aria-labelledby="help-numbers">
        <div className="row apart wrap">
          <h2 id="help-numbers">{t('practice.help')}</h2>
          <Chip tone={practice.help.ready ? 'go' : 'need'}>{practice.help.ready ? t('practice.helpReady') : t('practice.helpNotReady')}</Chip>
        </div>
        <p className="small">{t('practice.helpText')}</p>
        {practice.help.placeholder && <Notice tone="need">{t('practice.placeholder')}</Notice>}
        {contacts.map((contact, index) => (
          <fieldset key={index} className="contact">
            <legend className="hidden-text">{t('practice.contact', { number: index + 1 })}</legend>
            <TextField label={t('practice.contactLabel')} placeholder={t('practice.contactHint')} maxLength={80} value={contact.label} onChange={(label) => put(index, { label })} error={errors[`/contacts/${index}/label`]} />
            <TextField label={t('practice.contactPhone')} type="tel" maxLength={40} value={contact.phone ?? ''} onChange={(phone) => put(index, { phone })} error={errors[`/contacts/${index}/phone`]} />
            <TextField label={t('practice.contactHours')} maxLength={120} value={contact.hours ?? ''} onChange={(hours) => put(index, { hours })} />
            <div className="bottom">
              <Button kind="quiet" className="small-button" onClick={() => setContacts(contacts.filter((_, at) => at !== index))} aria-label={t('practice.removeContact', { number: index + 1 })}>
                ×
              </Button>
            </div>
          </fieldset>
        ))}
        {contacts.length < 12 && (
          <div>
            <Button className="small-button" onClick={() => setContacts([...contacts, noContact])}>
              {t('practice.addContact')}
            </Button>
          </div>
        )}
        <HelplineChoices taken={contacts} onAdd={(contact) => setContacts([...contacts.filter((each) => each.label.trim()), contact])} />
        <TextArea label={t('practice.emergency')} help={t('practice.emergencyHelp')} maxLength={300} rows={2} value={emergency} onChange={setEmergency} error={errors['/emergency']} />
      </Card>
      <Card className="col loose" aria-labelledby="settings">
        <h2 id="settings">{t('practice.settings')}</h2>
        <TextField label={t('setUp.practiceName')} required maxLength={120} value={name} onChange={setName} error={errors['/name']} />
        <ZoneSelect label={t('practice.zone')} value={zone} onChange={setZone} error={errors['/zone']} />
        <TextField label={t('practice.noun')} help={t('client.nounHelp')} required maxLength={40} value={noun} onChange={setNoun} error={errors['/noun']} />
        <details>
          <summary>{t('practice.nouns')}</summary>
          <p className="small">{t('practice.nounsHelp')}</p>
          <div className="noun-grid gap-top">
            {paradigms.map((term) => (
              <TextField key={term.code} label={term.name} maxLength={40} placeholder={noun} value={nouns[term.code] ?? ''} onChange={(word) => setNouns({ ...nouns, [term.code]: word })} />
            ))}
          </div>
          {errors['/nouns'] && <p className="field-error">{errors['/nouns']}</p>}
        </details>
        <RadioScale label={t('practice.threshold')} help={t('practice.thresholdHelp')} value={threshold} onChange={setThreshold} />
      </Card>
      <SaveFoot save={save} />
    </form>
  );
}
