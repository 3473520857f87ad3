import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Button, Card, Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { keys, queryClient, useDevices } from '../app/queries';
import { ErrorNotice, shortMoment } from '../app/ui';

/** Where one is signed in, to end what should not be. */
export function Devices() {
  const t = useWords();
  const devices = useDevices();
  const end = useMutation({
    mutationFn: (deviceId: string) => api.delete(`/api/v1/devices/${deviceId}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.devices }),
  });
  return (
    <Card aria-labelledby="devices">
      <h2 id="devices">{t('devices.title')}</h2>
      <ErrorNotice error={devices.error ?? end.error} />
      <ul className="plain lines">
        {(devices.data ?? []).map((device) => (
          <li key={device.deviceId} className="row apart wrap">
            <span className="small">{t('devices.line', { since: shortMoment(new Date(device.createdAt)), seen: shortMoment(new Date(device.lastSeenAt)) })}</span>
            {device.current ? (
              <Chip tone="go">{t('devices.this')}</Chip>
            ) : (
              <Button kind="quiet" className="small-button" disabled={end.isPending} onClick={() => end.mutate(device.deviceId)}>
                {t('devices.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="small">{t('devices.note')}</p>
    </Card>
  );
}
