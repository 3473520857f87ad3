import { useRef, useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { ApiError, api } from '@shared/api';
import { Button, Notice, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice } from '../app/ui';
import type { Me } from '../app/types';

/** E-mail and password; used as a page and as the dialog over a screen whose sign-in has ended. */
export function SignInForm({ onDone }: { onDone: (me: Me) => void }) {
  const t = useWords();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const signIn = useMutation({
    mutationFn: () => api.post<Me>('/api/v1/sign-in', { email: email.trim(), password }),
    onSuccess: (me) => {
      setPassword('');
      onDone(me);
    },
    onError: () => form.current?.querySelector<HTMLInputElement>('input[type=password]')?.focus(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate();
  };
  const wrong = signIn.error instanceof ApiError && [400, 401, 403, 422].includes(signIn.error.status);
  return (
    <form ref={form} className="col loose" onSubmit={submit}>
      <TextField label={t('signIn.email')} type="email" name="email" autoComplete="username" required value={email} onChange={setEmail} autoFocus />
      <TextField label={t('signIn.password')} type="password" name="password" autoComplete="current-password" required value={password} onChange={setPassword} />
      {wrong ? (
        <Notice tone="need" live>
          {t('signIn.wrong')}
        </Notice>
      ) : (
        <ErrorNotice error={signIn.error} />
      )}
      <Button kind="main" type="submit" wide disabled={signIn.isPending}>
        {t('signIn.button')}
      </Button>
    </form>
  );
}
