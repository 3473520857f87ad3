import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api, fieldErrors } from '@shared/api';
import { newId } from '@shared/id';
import { Button, Dialog, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useCaseload, useMembers } from '../app/queries';
import { CheckPills, ErrorNotice, Pills } from '../app/ui';
import { circlePaths, keepCircle, type Circle, type CircleInput } from './queries';

interface Props {
  open: boolean;
  circle?: Circle;
  onClose: () => void;
  onSaved?: (circle: Circle) => void;
}

export function CircleDialog({ open, circle, onClose, onSaved }: Props) {
  const t = useWords();
  return (
    <Dialog open={open} onClose={onClose} title={t(circle ? 'circles.change' : 'circles.new')}>
      <CircleForm circle={circle} onClose={onClose} onSaved={onSaved} />
    </Dialog>
  );
}

function CircleForm({ circle, onClose, onSaved }: { circle: Circle | undefined; onClose: () => void; onSaved: Props['onSaved'] }) {
  const t = useWords();
  const me = useSignedIn().member?.memberId ?? '';
  const caseload = useCaseload().data?.clients ?? [];
  const members = (useMembers(true).data ?? []).filter((each) => each.roles.includes('therapist') && each.state === 'active');
  const [id] = useState(circle?.circleId ?? newId());
  const [kind, setKind] = useState<CircleInput['kind']>(circle?.kind ?? 'group');
  const [name, setName] = useState(circle?.name ?? '');
  const [clientIds, setClients] = useState<string[]>(circle?.clients.map((each) => each.clientId) ?? []);
  const [leaderIds, setLeaders] = useState<string[]>(circle?.leaders.map((each) => each.memberId) ?? [me]);
  const save = useMutation({
    mutationFn: () =>
      api.put<Circle>(circlePaths.one(id), { kind, name: name.trim(), clientIds, leaderIds, ...(circle ? { version: circle.version } : {}) } satisfies CircleInput),
    onSuccess: async (saved) => {
      await keepCircle(saved);
      onClose();
      onSaved?.(saved);
    },
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="col loose" onSubmit={submit}>
      {!circle && (
        <Pills<CircleInput['kind']>
          label={t('circles.what')}
          value={kind}
          onChange={setKind}
          choices={(['group', 'couple'] as const).map((code) => ({ code, label: t(`circles.kind.${code}`) }))}
        />
      )}
      <TextField label={t('circles.name')} help={t('circles.nameHelp')} required maxLength={120} autoComplete="off" value={name} onChange={setName} error={errors['/name']} />
      <CheckPills
        label={t('circles.who')}
        help={t(kind === 'couple' ? 'circles.whoCouple' : 'circles.whoHelp')}
        value={clientIds}
        onChange={setClients}
        choices={caseload.map((row) => ({ code: row.clientId, label: row.name }))}
        error={errors['/clientIds']}
      />
      {members.length > 1 && (
        <CheckPills
          label={t('circles.leaders')}
          help={t('circles.leadersHelp')}
          value={leaderIds}
          onChange={(next) => setLeaders(next.includes(me) ? next : [me, ...next])}
          choices={members.map((member) => ({ code: member.memberId, label: member.name }))}
          error={errors['/leaderIds']}
        />
      )}
      <ErrorNotice error={save.error} kept />
      <div className="row end">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
