import {
  channelNames,
  type DesktopBridge,
  type DesktopCommand,
  type DesktopMessage,
} from '../../../shared/channels.ts';
import { ipc, type PageHeard, type ToPage } from './messages.ts';

/** A page's end of a channel, as the preload sees it. */
interface PagePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** What the preload is given by Electron. */
export interface PreloadApi {
  readonly ipcRenderer: {
    on(
      channel: string,
      listener: (event: { readonly ports: readonly PagePort[] }, value: unknown) => void,
    ): unknown;
    send(channel: string): void;
    invoke(channel: string, ...values: readonly unknown[]): Promise<unknown>;
  };
  readonly pathOfFile: (file: unknown) => string;
}

interface Waiting {
  readonly resolve: (reply: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * `window.wellspring`. Texts in, texts out; the port stays on this side, and nothing of Electron is handed over. It asks
 * the host for a port at once; when the service dies the port closes, and the host sends a new one.
 */
export function createBridge({ ipcRenderer, pathOfFile }: PreloadApi): DesktopBridge {
  const waiting = new Map<number, Waiting>();
  const commands: DesktopCommand[] = [];
  let count = 0;
  let port: PagePort | null = null;
  let listener = (_message: DesktopMessage): void => {};
  let commandListener: ((command: DesktopCommand) => void) | null = null;

  const lost = (): void => {
    port = null;
    for (const { reject } of waiting.values()) reject(new Error('the service is gone'));
    waiting.clear();
    listener({ kind: 'lost' });
  };
  const hear = (message: ToPage, from: PagePort): void => {
    if (message.kind === 'event') {
      listener(message);
      from.postMessage({ kind: 'heard' } satisfies PageHeard);
      return;
    }
    if (message.kind === 'missed') {
      // As after a loss: the page asks for everything anew.
      listener({ kind: 'open' });
      return;
    }
    waiting.get(message.id)?.resolve(message.reply);
    waiting.delete(message.id);
  };
  ipcRenderer.on(ipc.port, ({ ports }) => {
    const [next] = ports;
    if (next === undefined) return;
    if (port !== null) {
      port.onclose = null;
      port.close();
      lost();
    }
    port = next;
    next.onmessage = ({ data }) => hear(data as ToPage, next);
    next.onclose = () => {
      if (port === next) lost();
    };
    listener({ kind: 'open' });
  });
  ipcRenderer.on(ipc.command, (_event, value) => {
    if (commandListener === null) commands.push(value as DesktopCommand);
    else commandListener(value as DesktopCommand);
  });
  ipcRenderer.send(ipc.connect);

  return {
    call: (channel, request) =>
      new Promise((resolve, reject) => {
        if (
          typeof channel !== 'string' ||
          !Object.hasOwn(channelNames, channel) ||
          !(typeof request === 'string' || request instanceof Uint8Array)
        ) {
          reject(new Error(`there is no channel ${String(channel)}`));
          return;
        }
        if (port === null) {
          reject(new Error('the service is gone'));
          return;
        }
        const id = ++count;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, channel, request });
      }),
    subscribe: (next) => {
      listener = next;
      if (port !== null) next({ kind: 'open' });
      // Also what a Retry button does: the host starts the service again if it had given it up.
      else ipcRenderer.send(ipc.connect);
    },
    onCommand: (next) => {
      commandListener = next;
      for (const command of commands.splice(0)) next(command);
    },
    chooseOpen: async () => textOrNull(await ipcRenderer.invoke(ipc.chooseOpen)),
    chooseSave: async (name) => textOrNull(await ipcRenderer.invoke(ipc.chooseSave, String(name))),
    pathOfDropped: (file) => {
      const path = pathOfFile(file);
      return /\.wellspring$/i.test(path) ? path : null;
    },
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
