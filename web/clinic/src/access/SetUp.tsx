import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, fieldErrors } from '@shared/api';
import { deviceZone } from '@shared/time/local';
import { Button, Notice, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { keys, queryClient, useSetUpNeeded } from '../app/queries';
import { ErrorNotice, ZoneSelect } from '../app/ui';
import type { Me } from '../app/types';
import { Door } from './Door';
import { passwordProblem, takeSecret } from './fragment';
import { Link } from 'react-router';

/** The first owner of a fresh installation, with the secret the server printed. */
export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const state = useSetUpNeeded();
  const [form, setForm] = useState(() => ({ secret: takeSecret(), practiceName: '', zone: deviceZone(), ownerName: '', email: '', password: '' }));
  // Who came by the printed link has the secret already and need not look at it, unless something was wrong with it.
  const [byLink] = useState(form.secret !== '');
  const [tried, setTried] = useState(false);
  const put = (field: keyof typeof form) => (value: string) => setForm((old) => ({ ...old, [field]: value }));
  const weak = passwordProblem(form.password);
  const save = useMutation({
    mutationFn: () => api.post<Me>('/api/v1/set-up', form),
    onSuccess: (me) => {
      queryClient.setQueryData(keys.setUp, { needed: false });
      queryClient.setQueryData(keys.me, me);
      void navigate('/practice');
    },
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!weak && !save.isPending) save.mutate();
  };
  if (state.data?.needed === false && !save.isSuccess) {
    return (
      <Door title={t('setUp.title')}>
        <Notice tone="go">{t('setUp.already')}</Notice>
        <Link to="/">{t('signIn.title')}</Link>
      </Door>
    );
  }
  return (
    <Door title={t('setUp.title')} intro={t('setUp.intro')}>
      <form className="col loose" onSubmit={submit}>
        {(!byLink || save.isError) && <TextField label={t('setUp.secret')} help={t('setUp.secretHelp')} required autoComplete="off" spellCheck={false} value={form.secret} onChange={put('secret')} error={errors['/secret']} />}
        <TextField label={t('setUp.practiceName')} required maxLength={120} value={form.practiceName} onChange={put('practiceName')} error={errors['/practiceName']} />
        <ZoneSelect label={t('practice.zone')} value={form.zone} onChange={put('zone')} error={errors['/zone']} />
        <TextField label={t('setUp.ownerName')} required maxLength={120} autoComplete="name" value={form.ownerName} onChange={put('ownerName')} error={errors['/ownerName']} />
        <TextField label={t('signIn.email')} type="email" required maxLength={254} autoComplete="username" value={form.email} onChange={put('email')} error={errors['/email']} />
        <TextField
          label={t('password.new')}
          help={t('password.help')}
          type="password"
          required
          autoComplete="new-password"
          value={form.password}
          onChange={put('password')}
          error={tried && weak ? t(`password.${weak}`) : errors['/password']}
        />
        <ErrorNotice error={save.error} kept />
        <Button kind="main" type="submit" wide disabled={save.isPending}>
          {t('setUp.button')}
        </Button>
      </form>
    </Door>
  );
}
