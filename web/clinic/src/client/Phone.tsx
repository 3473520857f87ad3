import { useState } from 'react';
import { Link } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Button, Card, Chip, Dialog, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { useIsOwner } from '../app/me';
import { paths, refreshClient, usePractice } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import type { Client, ClientInvitation } from '../app/types';
import { Invitation } from './Invitation';

/** Whether the client's phone is connected, and the link and code that connect it. */
export function Phone({ client }: { client: Client }) {
  const t = useWords();
  const owner = useIsOwner();
  const ready = usePractice().data?.help.ready;
  const [open, setOpen] = useState(false);
  const invite = useMutation({
    mutationFn: () => api.post<ClientInvitation>(`${paths.client(client.clientId)}/invitations`, {}),
    onSuccess: () => refreshClient(client.clientId),
  });
  const close = () => {
    setOpen(false);
    invite.reset();
  };
  return (
    <Card aria-labelledby="phone">
      <div className="row apart wrap">
        <h2 id="phone">{t('phone.title')}</h2>
        <Chip tone={client.access === 'signed-in' ? 'go' : client.access === 'invited' ? 'info' : 'plain'}>{t(`access.${client.access}`)}</Chip>
      </div>
      <p className="muted gap-top">{t(`phone.${client.access}`)}</p>
      {ready === false ? (
        <Notice tone="need">
          <p className="notice-title">{t('practice.helpMissing')}</p>
          <p className="small">
            {t('practice.helpMissingText')} {owner ? <Link to="/practice">{t('practice.enterHelp')}</Link> : t('practice.askOwner')}
          </p>
        </Notice>
      ) : (
        <p className="gap-top">
          <Button onClick={() => setOpen(true)}>{client.access === 'none' ? t('phone.connect') : t('phone.again')}</Button>
        </p>
      )}
      <Dialog open={open} onClose={close} title={t('phone.dialog', { name: client.callName })}>
        {invite.data ? (
          <Invitation invitation={invite.data} onClose={close} />
        ) : (
          <div className="col loose">
            <p>{t('phone.how', { name: client.callName })}</p>
            {client.access !== 'none' && (
              <Notice tone="need">
                <p>{t('phone.ends', { name: client.callName })}</p>
              </Notice>
            )}
            <ErrorNotice error={invite.error} />
            <div className="row end">
              <Button kind="quiet" onClick={close}>
                {t('cancel')}
              </Button>
              <Button kind="main" disabled={invite.isPending} onClick={() => invite.mutate()}>
                {t('phone.make')}
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </Card>
  );
}
