import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, fieldErrors } from '@shared/api';
import { Button, Notice, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { keys, queryClient } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import type { Me } from '../app/types';
import { Door } from './Door';
import { passwordProblem, takeSecret } from './fragment';

/** A member takes up an invitation and chooses a password. */
export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const [secret] = useState(takeSecret);
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const weak = passwordProblem(password, again);
  const take = useMutation({
    mutationFn: () => api.post<Me>('/api/v1/member-welcome', { secret, password }),
    onSuccess: (me) => {
      queryClient.setQueryData(keys.me, me);
      void navigate('/');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!weak && !take.isPending) take.mutate();
  };
  return (
    <Door title={t('welcome.title')} intro={t('welcome.intro')}>
      {secret ? (
        <form className="col loose" onSubmit={submit}>
          <TextField
            label={t('password.new')}
            help={t('password.help')}
            type="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={setPassword}
            error={tried && weak && weak !== 'differ' ? t(`password.${weak}`) : fieldErrors(take.error)['/password']}
          />
          <TextField
            label={t('password.again')}
            type="password"
            autoComplete="new-password"
            required
            value={again}
            onChange={setAgain}
            error={tried && weak === 'differ' ? t('password.differ') : null}
          />
          <ErrorNotice error={take.error} />
          <Button kind="main" type="submit" wide disabled={take.isPending}>
            {t('welcome.button')}
          </Button>
        </form>
      ) : (
        <Notice tone="need">{t('welcome.noSecret')}</Notice>
      )}
    </Door>
  );
}
