import { useState, type FormEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { api, ApiError, errorWords } from '@shared/api';
import { Button, Notice, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { keep, phone } from '../data/phone';
import { paths, queries, useHelp } from '../data/queries';
import type { Me } from '../data/types';
import { useScreen } from '../parts/Page';

/** Connects this phone: the secret comes in the link's fragment (no server log sees it), the code is typed. */
export function Welcome() {
  const t = useWords();
  const heading = useScreen(t('welcome.title'));
  const navigate = useNavigate();
  const practice = useHelp().data?.practiceName;
  const { hash } = useLocation();
  const [secret] = useState(() => decodeURIComponent(hash.replace(/^#/, '')));
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  const connect = async (event: FormEvent) => {
    event.preventDefault();
    const digits = code.replace(/\D/g, '');
    setRefused(null);
    setError(digits.length === 6 ? null : t('welcome.codeShort'));
    if (digits.length !== 6) return;
    setBusy(true);
    try {
      const me = await api.post<Me>('/api/v1/welcome', { secret, code: digits });
      await startAs(me);
      await navigate('/statement', { replace: true });
    } catch (cause) {
      const passing = cause instanceof ApiError && cause.passing;
      setRefused(t(passing ? errorWords(cause) : 'welcome.refused'));
      setBusy(false);
    }
  };

  return (
    <main id="content" className="content quiet-page col loose">
      <div className="row apart">
        <div>
          {practice && <small>{practice}</small>}
          <h1 ref={heading} tabIndex={-1}>
            {t('welcome.title')}
          </h1>
        </div>
        <Link className="button quiet help" to="/help">
          {t('flow.help')}
        </Link>
      </div>
      {secret ? (
        <>
          <p>{t('welcome.what')}</p>
          <p>{t('welcome.intro')}</p>
          <form className="col loose" onSubmit={(event) => void connect(event)} noValidate>
            <TextField
              label={t('welcome.code')}
              help={t('welcome.codeHelp')}
              error={error}
              className="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(value) => setCode(value.replace(/[^\d\s-]/g, '').slice(0, 12))}
            />
            {refused && (
              <Notice tone="need" live>
                {refused}
              </Notice>
            )}
            <Button kind="main" type="submit" wide disabled={busy}>
              {t('welcome.go')}
            </Button>
          </form>
          <p className="small">{t('welcome.privateNote')}</p>
        </>
      ) : (
        <p>{t('welcome.noSecret')}</p>
      )}
      <p className="small">{t('welcome.nobody')}</p>
    </main>
  );
}

/** A new sign-in on this phone: nothing that was kept for somebody else may be shown. */
async function startAs(me: Me): Promise<void> {
  queries.clear();
  await phone()
    .then((store) => store.kept.clear())
    .catch(() => undefined);
  await keep(paths.me, me);
  queries.setQueryData([paths.me], me);
  void navigator.storage?.persist?.().catch(() => undefined);
}
