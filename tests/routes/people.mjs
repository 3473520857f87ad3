// Who asks in the authorization matrix. A new role or relation is a new word here and a person in world.mjs.

/** Everybody, in the order of the columns. */
export const people = [
  'anonymous', // no cookie
  'client', // the client whose record it is, on an own phone
  'otherClient', // another client of the same therapist
  'partner', // the other of a couple with the client
  'therapist', // works with the client now
  'groupLeader', // leads a group that the client is in, and treats the client through it alone
  'otherTherapist', // same practice, never worked with the client
  'formerTherapist', // made the client's record; the relation has ended
  'owner', // runs the practice and treats nobody
  'disabledTherapist', // was disabled; still holds the cookie
  'caregiver', // linked to the client, who has shared one assignment
  'formerCaregiver', // the link has ended; still holds the cookie
];

export const everyone = people;
/** Of these nothing is known; they are told to sign in. Everybody else who may not gets "nothing here". */
export const nobody = ['anonymous', 'disabledTherapist', 'formerCaregiver'];
export const signedIn = people.filter((each) => !nobody.includes(each));
export const clients = ['client', 'otherClient', 'partner'];
export const therapists = ['therapist', 'groupLeader', 'otherTherapist', 'formerTherapist'];
export const members = [...therapists, 'owner'];

/**
 * Whoever leads a group treats the clients in it: where a row lets the therapist at a client's record, so it does the
 * leader, as long as that client is the one in the group.
 */
export const leads = (each, target, world) =>
  each.allow.includes('therapist') &&
  each.route.pattern.includes('{clientId}') &&
  target.includes(world.client.clientId);
