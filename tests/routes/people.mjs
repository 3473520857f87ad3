// Who asks in the authorization matrix. A new role or relation is a new word here and a person in world.mjs.

/** Everybody, in the order of the columns. */
export const people = [
  'anonymous', // no cookie
  'client', // the client whose record it is, on an own phone
  'otherClient', // another client of the same therapist
  'therapist', // works with the client now
  'otherTherapist', // same practice, never worked with the client
  'formerTherapist', // made the client's record; the relation has ended
  'owner', // runs the practice and treats nobody
  'disabledTherapist', // was disabled; still holds the cookie
];

export const everyone = people;
/** Of these nothing is known; they are told to sign in. Everybody else who may not gets "nothing here". */
export const nobody = ['anonymous', 'disabledTherapist'];
export const signedIn = people.filter((each) => !nobody.includes(each));
export const clients = ['client', 'otherClient'];
export const therapists = ['therapist', 'otherTherapist', 'formerTherapist'];
export const members = [...therapists, 'owner'];
