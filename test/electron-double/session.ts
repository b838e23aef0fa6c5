import { EventEmitter } from 'node:events';

type BeforeRequest = (
  details: { readonly url: string },
  answer: (decision: { readonly cancel?: boolean }) => void,
) => void;

/** Remembers what it was told; requests are asked about, permissions are denied by the context anyway. */
class Session extends EventEmitter {
  readonly handlers = new Map<string, unknown>();
  #beforeRequest: BeforeRequest = (_details, answer) => answer({});
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.#beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: unknown): void {
    this.handlers.set('permissionRequest', handler);
  }

  setPermissionCheckHandler(handler: unknown): void {
    this.handlers.set('permissionCheck', handler);
  }

  setDevicePermissionHandler(handler: unknown): void {
    this.handlers.set('devicePermission', handler);
  }

  setDisplayMediaRequestHandler(handler: unknown): void {
    this.handlers.set('displayMedia', handler);
  }

  setBluetoothPairingHandler(handler: unknown): void {
    this.handlers.set('bluetoothPairing', handler);
  }

  setSpellCheckerEnabled(): void {}

  allows(url: string): Promise<boolean> {
    return new Promise((resolve) => this.#beforeRequest({ url }, ({ cancel }) => resolve(cancel !== true)));
  }
}

export const session = { defaultSession: new Session() };
