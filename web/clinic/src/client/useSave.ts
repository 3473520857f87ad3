import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { refreshClient } from '../app/queries';

/** One PUT about a client; afterwards everything that shows the client is read again. */
export function useSave<Input>(clientId: string, path: (input: Input) => string, body: (input: Input) => unknown, onSaved?: () => void) {
  return useMutation({
    mutationFn: (input: Input) => api.put(path(input), body(input)),
    onSuccess: async () => {
      await refreshClient(clientId);
      onSaved?.();
    },
    // Somebody changed it meanwhile: show what is true now, the form keeps what was typed.
    onError: () => refreshClient(clientId),
  });
}
