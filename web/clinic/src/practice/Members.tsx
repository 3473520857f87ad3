import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, fieldErrors } from '@shared/api';
import { Button, Card, Chip, Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { keys, queryClient, useMembers } from '../app/queries';
import { CheckPills, CopyField, ErrorNotice, shortMoment } from '../app/ui';
import type { Member, MemberInput, MemberInvitation } from '../app/types';
import { FormFoot } from '../client/Goals';

export function Members() {
  const t = useWords();
  const me = useSignedIn();
  const members = useMembers(true);
  const [inviting, setInviting] = useState(false);
  const [ending, setEnding] = useState<Member | null>(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.members });
  const disable = useMutation({
    mutationFn: (memberId: string) => api.post(`/api/v1/members/${memberId}/disable`, {}),
    onSuccess: () => setEnding(null),
    onSettled: refresh,
  });
  return (
    <Card aria-labelledby="members">
      <div className="row apart">
        <h2 id="members">{t('members.title')}</h2>
        <Button className="small-button" onClick={() => setInviting(true)}>
          {t('members.invite')}
        </Button>
      </div>
      <ErrorNotice error={members.error} again={() => void members.refetch()} />
      <ul className="plain lines">
        {(members.data ?? []).map((member) => (
          <li key={member.memberId} className="row apart wrap">
            <span>
              <strong>{member.name}</strong> {member.memberId === me.member?.memberId && <span className="small">{t('members.you')}</span>}
              <span className="small block">{[member.email, member.roles.map((role) => t(`role.${role}`)).join(', ')].filter(Boolean).join(' · ')}</span>
            </span>
            <span className="row">
              <Chip tone={member.state === 'active' ? 'go' : member.state === 'invited' ? 'info' : 'plain'}>{t(`memberState.${member.state}`)}</Chip>
              {member.state !== 'disabled' && member.memberId !== me.member?.memberId && (
                <Button kind="quiet" className="small-button" onClick={() => setEnding(member)} aria-label={t('members.disableNamed', { name: member.name })}>
                  {t('members.disable')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Dialog open={inviting} onClose={() => setInviting(false)} title={t('members.invite')}>
        <Invite onClose={() => setInviting(false)} onInvited={refresh} />
      </Dialog>
      <Dialog open={ending !== null} onClose={() => setEnding(null)} title={t('members.disableTitle', { name: ending?.name ?? '' })}>
        <p>{t('members.disableText')}</p>
        <ErrorNotice error={disable.error} />
        <div className="row end">
          <Button kind="quiet" onClick={() => setEnding(null)}>
            {t('cancel')}
          </Button>
          <Button kind="main" disabled={disable.isPending} onClick={() => ending && disable.mutate(ending.memberId)}>
            {t('members.disable')}
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}

function Invite({ onClose, onInvited }: { onClose: () => void; onInvited: () => void }) {
  const t = useWords();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<Member['roles']>(['therapist']);
  const invite = useMutation({
    mutationFn: () => api.post<MemberInvitation>('/api/v1/members', { name: name.trim(), email: email.trim(), roles } satisfies MemberInput),
    onSuccess: onInvited,
  });
  const errors = fieldErrors(invite.error);
  if (invite.data) {
    return (
      <div className="col loose">
        <CopyField label={t('members.link')} help={t('members.linkHelp', { name: invite.data.member.name })} value={invite.data.link} />
        <p className="small">{t('phone.until', { when: shortMoment(new Date(invite.data.expiresAt)) })}</p>
        <div className="row end">
          <Button kind="main" onClick={onClose}>
            {t('phone.done')}
          </Button>
        </div>
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (roles.length > 0 && !invite.isPending) invite.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <TextField label={t('members.name')} required maxLength={120} value={name} onChange={setName} error={errors['/name']} />
      <TextField label={t('signIn.email')} type="email" required maxLength={254} value={email} onChange={setEmail} error={errors['/email']} />
      <CheckPills<'owner' | 'therapist'>
        label={t('members.roles')}
        value={roles}
        onChange={setRoles}
        choices={(['therapist', 'owner'] as const).map((code) => ({ code, label: t(`role.${code}`) }))}
        error={roles.length === 0 ? t('members.roleMissing') : null}
      />
      <ErrorNotice error={invite.error} kept />
      <FormFoot onClose={onClose} pending={invite.isPending} words={t('members.makeLink')} />
    </form>
  );
}
