import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Most connections of whoever has not shown yet that it may speak here. Any user of the machine can open connections; with one more
 * the oldest of these goes, so that they use up no file handles, and a browser of this user always gets in.
 */
const mostStrangers = 64;

/** Most of those that have: a browser keeps six for each of its profiles. */
const mostKnown = 256;

/** Milliseconds between two looks for connections that have sent half a request. */
export const lookEvery = 1000;

/** Which connections of a server belong to someone who may speak here. */
export interface Connections {
  /** A request that came on it was admitted. */
  admit(socket: Socket): void;
}

export function boundConnections(server: Server): Connections {
  server.maxConnections = mostStrangers + mostKnown;
  /** Oldest first. */
  const strangers = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    strangers.add(socket);
    socket.on('close', () => strangers.delete(socket));
    const [oldest] = strangers;
    if (strangers.size <= mostStrangers || oldest === undefined) return;
    strangers.delete(oldest);
    oldest.destroy();
  });
  return { admit: (socket) => strangers.delete(socket) };
}
