import { useState, type FormEvent } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, fieldErrors, type components } from '@shared/api';
import { Card, CheckOptions, Chip, Notice, TextArea, TextField, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { queryClient, useMembers } from '../app/queries';
import { CheckPills, ErrorNotice, SaveFoot, Select } from '../app/ui';
import { useDelivery } from './Delivery';

type Settings = components['schemas']['SafetySettings'];
type Input = components['schemas']['SafetySettingsInput'];
type Day = components['schemas']['WeekDay'];

const days: readonly Day[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

const key = ['safety-settings'];
const path = '/api/v1/practice/safety';

/** What has to be settled before anything may ask about safety. */
export function SafetySettings() {
  const settings = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Settings>(path, { signal }) });
  if (settings.error) return <ErrorNotice error={settings.error} again={() => void settings.refetch()} />;
  return settings.data ? <Form settings={settings.data} /> : null;
}

function Form({ settings }: { settings: Settings }) {
  const t = useWords();
  const members = useMembers(true).data ?? [];
  const delivery = useDelivery().data;
  const [hours, setHours] = useState(settings.hours);
  const [within, setWithin] = useState(settings.lookWithinHours ? String(settings.lookWithinHours) : '');
  const [fallback, setFallback] = useState(settings.fallbackMemberId ?? '');
  const [policy, setPolicy] = useState(settings.policy);
  const [reviewOn, setReviewOn] = useState(settings.reviewOn ?? '');
  const [openDays, setOpenDays] = useState<Day[]>(settings.openDays);
  const [openFrom, setOpenFrom] = useState(settings.openFrom ?? '09:00');
  const [openUntil, setOpenUntil] = useState(settings.openUntil ?? '17:00');
  const [confirmed, setConfirmed] = useState(settings.numbersConfirmed);
  const save = useMutation({
    mutationFn: () => {
      const input: Input = {
        version: settings.version,
        hours: hours.trim(),
        lookWithinHours: Number(within) || 0,
        ...(fallback ? { fallbackMemberId: fallback } : {}),
        policy: policy.trim(),
        ...(reviewOn ? { reviewOn } : {}),
        numbersConfirmed: confirmed,
        ...(openDays.length > 0 ? { openDays, openFrom, openUntil } : {}),
      };
      return api.put<Settings>(path, input);
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(key, saved);
      announce(t('saved'));
    },
    onError: () => queryClient.invalidateQueries({ queryKey: key }),
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const standIns = members.filter((member) => member.state === 'active' && member.roles.includes('therapist'));
  return (
    <form onSubmit={submit}>
      <Card className="col loose" aria-labelledby="safety-settings">
        <div className="row apart wrap">
          <h2 id="safety-settings">{t('safety.title')}</h2>
          <Chip tone={settings.ready ? 'go' : 'need'}>{t(settings.ready ? 'safety.ready' : 'safety.notReady')}</Chip>
        </div>
        <p className="small">{t('safety.intro')}</p>
        {settings.missing.length > 0 && (
          <Notice>
            {t('safety.missing')}
            <ul className="small">
              {settings.missing.map((each) => (
                <li key={each}>{t(`safety.missingPart.${each}`)}</li>
              ))}
            </ul>
          </Notice>
        )}
        <TextField label={t('safety.hours')} help={t('safety.hoursHelp')} maxLength={200} value={hours} onChange={setHours} error={errors['/hours']} />
        <TextField label={t('safety.within')} help={t('safety.withinHelp')} type="number" min={1} max={336} unit={t('safety.hoursUnit')} value={within} onChange={setWithin} error={errors['/lookWithinHours']} />
        <CheckPills label={t('safety.openDays')} help={t('safety.openDaysHelp')} value={openDays} onChange={setOpenDays} choices={days.map((code) => ({ code, label: t(`dayShort.${code}`) }))} error={errors['/openDays'] ?? null} />
        {openDays.length > 0 && (
          <div className="row wrap">
            <TextField label={t('safety.openFrom')} type="time" required value={openFrom} onChange={setOpenFrom} error={errors['/openFrom']} />
            <TextField label={t('safety.openUntil')} type="time" required value={openUntil} onChange={setOpenUntil} error={errors['/openUntil']} />
          </div>
        )}
        <Select label={t('safety.fallback')} help={t('safety.fallbackHelp')} value={fallback} onChange={setFallback} error={errors['/fallbackMemberId'] ?? null}>
          <option value="">{t('safety.nobody')}</option>
          {standIns.map((member) => (
            <option key={member.memberId} value={member.memberId}>
              {member.name}
            </option>
          ))}
        </Select>
        <TextArea label={t('safety.policy')} help={t('safety.policyHelp')} maxLength={2000} value={policy} onChange={setPolicy} error={errors['/policy']} />
        <TextField label={t('safety.reviewOn')} help={t('safety.reviewOnHelp')} type="date" value={reviewOn} onChange={setReviewOn} error={errors['/reviewOn']} />
        <CheckOptions label={t('safety.numbers')} choices={[{ code: 'yes', label: t('safety.numbersYes') }]} value={confirmed ? ['yes'] : []} onChange={(value) => setConfirmed(value.includes('yes'))} />
        {delivery && <p className="small">{t(`delivery.${delivery.mail === 'off' ? 'off' : 'on'}`)}</p>}
        <SaveFoot save={save} />
      </Card>
    </form>
  );
}
