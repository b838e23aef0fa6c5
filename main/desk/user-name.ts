import { userInfo } from 'node:os';

/** The system's name of the user, for the project's log. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as in some containers.
    return 'unknown';
  }
}
