import { useState, useSyncExternalStore } from 'react';
import { api } from '@shared/api';
import { Button, Card, Dialog, Notice, RadioOptions } from '@shared/ui';
import { MyCaregivers } from '../caregiver/MyCaregivers';
import { phone } from '../data/phone';
import { queries } from '../data/queries';
import { useMyWords, useSession } from '../data/session';
import { sendAll, useBegun, useWaiting, useWaitingChecks, useWaitingMeasures } from '../data/sync';
import { wipe } from '../offline/wipe';
import { installOffer } from '../parts/install';
import { Page } from '../parts/Page';
import { keepTextSize, textSize, textSizes, type TextSize } from '../parts/textSize';

export function Settings() {
  const t = useMyWords();
  const [size, setSize] = useState<TextSize>(textSize());
  const [leaving, setLeaving] = useState(false);
  const offer = useSyncExternalStore(installOffer.subscribe, installOffer.get);
  return (
    <Page name={t('settings.title')} title={t('settings.title')}>
      <Card>
        <RadioOptions
          label={t('settings.textSize')}
          choices={textSizes.map((code) => ({ code, label: t(`settings.size.${code}`) }))}
          value={size}
          onChange={(code) => {
            setSize(code as TextSize);
            keepTextSize(code as TextSize);
          }}
        />
      </Card>
      <Card className="col">
        <h2>{t('settings.install')}</h2>
        <p className="small">{t('settings.installHelp')}</p>
        {offer ? (
          <div>
            <Button onClick={() => void offer.prompt()}>{t('settings.install')}</Button>
          </div>
        ) : (
          <p className="small">{t('settings.installHow')}</p>
        )}
      </Card>
      <MyCaregivers />
      <Card className="col">
        <h2>{t('settings.privacy')}</h2>
        <p className="small">{t('settings.privacyHelp')}</p>
        <p className="small">{t('settings.signOutHelp')}</p>
        <div>
          <Button onClick={() => setLeaving(true)}>{t('settings.signOut')}</Button>
        </div>
      </Card>
      <Leave open={leaving} onClose={() => setLeaving(false)} />
    </Page>
  );
}

/** Signing out clears the phone, also without a connection; what would be lost is counted first. */
function Leave({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useMyWords();
  const { mine } = useSession();
  const measures = useWaitingMeasures()?.length ?? 0;
  const checks = useWaitingChecks()?.length ?? 0;
  const waiting = (useWaiting()?.length ?? 0) + measures + checks;
  const begun = useBegun().size;
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const send = async () => {
    setBusy(true);
    await sendAll(mine).catch(() => undefined);
    setTried(true);
    setBusy(false);
  };
  const leave = async () => {
    setBusy(true);
    await api.post('/api/v1/sign-out').catch(() => undefined);
    queries.clear();
    await phone()
      .then(wipe)
      .catch(() => undefined);
    window.location.assign(import.meta.env.BASE_URL);
  };
  return (
    <Dialog open={open} onClose={onClose} title={t('settings.signOutTitle')}>
      <p>{t('settings.signOutText')}</p>
      {waiting > 0 && (
        <Notice tone="need" live>
          <p>{t('settings.signOutWaiting', { count: waiting })}</p>
          {tried && <p>{t('settings.stillThere')}</p>}
        </Notice>
      )}
      {begun > 0 && <Notice tone="need">{t('settings.signOutBegun', { count: begun })}</Notice>}
      <div className="col">
        {waiting > 0 && (
          <Button kind="main" disabled={busy} onClick={() => void send()}>
            {t('settings.sendFirst')}
          </Button>
        )}
        <Button disabled={busy} onClick={() => void leave()}>
          {t('settings.clear')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t('settings.keep')}
        </Button>
      </div>
    </Dialog>
  );
}
