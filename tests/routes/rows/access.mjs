// Set-up, signing in and out, devices, members, invitations.
import { newId, password } from '../../drive/server.mjs';
import { clients, everyone, members, signedIn } from '../people.mjs';

const wrongSecret = 'A'.repeat(43);

export default {
  'GET /api/v1/set-up': { allow: everyone },
  'POST /api/v1/set-up': {
    // The world was set up by it; now the secret is wrong for everybody.
    allow: everyone,
    status: 404,
    call: () => ({
      body: {
        secret: wrongSecret,
        practiceName: 'Another practice',
        zone: 'Europe/Oslo',
        ownerName: 'Somebody',
        email: 'somebody@test.example',
        password,
      },
    }),
  },
  'POST /api/v1/sign-in': {
    allow: everyone,
    signsOut: true,
    call: ({ emails }) => ({ body: { email: emails.otherTherapist, password } }),
  },
  'POST /api/v1/sign-out': { allow: signedIn, signsOut: true },
  'POST /api/v1/welcome': {
    allow: everyone,
    signsOut: true,
    call: async (world) => {
      const { clientId } = await world.newClient();
      const invitation = await world.people.therapist.call(
        'POST',
        `/api/v1/clients/${clientId}/invitations`,
        {},
      );
      return { body: { secret: invitation.link.split('#')[1], code: invitation.code } };
    },
  },
  'POST /api/v1/member-welcome': {
    allow: everyone,
    signsOut: true,
    call: async (world) => {
      const { link } = await world.invite(['therapist']);
      return { body: { secret: link.split('#')[1], password } };
    },
  },
  'GET /api/v1/me': { allow: signedIn },
  'GET /api/v1/devices': { allow: signedIn },
  'DELETE /api/v1/devices/{deviceId}': [
    {
      when: 'a device of the therapist',
      allow: ['therapist'],
      call: async (world) => ({ path: { deviceId: await world.secondDevice('therapist') } }),
    },
    {
      when: 'the only device of the client',
      allow: ['client'],
      signsOut: true,
      call: async ({ people }) => {
        const { devices } = await people.client.call('GET', '/api/v1/devices');
        return { path: { deviceId: devices[0].deviceId } };
      },
    },
  ],
  'GET /api/v1/members': { allow: members },
  'POST /api/v1/members': {
    allow: ['owner'],
    call: () => ({
      body: { name: 'New Colleague', email: `${newId()}@test.example`, roles: ['therapist', 'owner'] },
    }),
  },
  'POST /api/v1/members/{memberId}/disable': {
    allow: ['owner'],
    call: async (world) => ({ path: { memberId: (await world.invite(['therapist'])).member.memberId } }),
  },
  'POST /api/v1/clients/{clientId}/invitations': {
    allow: ['therapist'],
    signsOut: clients,
    call: () => ({ body: {} }),
  },
};
