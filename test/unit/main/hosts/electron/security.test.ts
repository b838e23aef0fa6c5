import { EventEmitter } from 'node:events';
import * as path from 'node:path';
import type { App, Session, WebContents } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { registerAppScheme } from '../../../../../main/hosts/electron/app-protocol.ts';
import {
  guardApp,
  guardContents,
  guardSession,
  isTrusted,
} from '../../../../../main/hosts/electron/security.ts';
import { windowOptions } from '../../../../../main/hosts/electron/window.ts';
import { scanImports } from '../../../../laws/import-scan.ts';
import { preventable } from './fakes.ts';

const state = { width: 1000, height: 700, maximized: false };
const settings = { preload: '/p/preload.cjs', icon: '/p/icon.png', state, dark: false, packaged: true };

describe('the window', () => {
  test('has exactly these preferences', () => {
    expect(windowOptions(settings).webPreferences).toEqual({
      preload: '/p/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  test('has developer tools only where the program is not installed', () => {
    expect(windowOptions({ ...settings, packaged: false }).webPreferences?.devTools).toBe(true);
  });

  test('is not shown before it has something to show', () => {
    expect(windowOptions(settings).show).toBe(false);
  });
});

describe('the scheme', () => {
  test('has the privileges of an origin and no others', () => {
    const registerSchemesAsPrivileged = vi.fn();
    registerAppScheme({ registerSchemesAsPrivileged } as never);
    expect(registerSchemesAsPrivileged.mock.calls).toEqual([
      [[{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]],
    ]);
  });
});

describe('the app', () => {
  function guarded() {
    const switches = new Map<string, string | undefined>();
    const app = Object.assign(new EventEmitter(), {
      enableSandbox: vi.fn(),
      commandLine: { appendSwitch: (name: string, value?: string) => switches.set(name, value) },
    });
    guardApp(app as unknown as App);
    return { app, switches };
  }

  test('puts every page into the sandbox', () => {
    expect(guarded().app.enableSandbox).toHaveBeenCalledOnce();
  });

  test('resolves no name and asks for nothing in the background', () => {
    const { switches } = guarded();
    expect(switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
    expect([...switches.keys()]).toContain('disable-background-networking');
    expect([...switches.keys()]).toContain('disable-component-update');
  });

  test('lets WebRTC out through a proxy only, of which there is none', () => {
    expect(guarded().switches.get('force-webrtc-ip-handling-policy')).toBe('disable_non_proxied_udp');
  });

  test('guards every page that is made, however it is made', () => {
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: vi.fn(),
      setWebRTCIPHandlingPolicy: vi.fn(),
    });
    guarded().app.emit('web-contents-created', {}, contents);
    expect(contents.setWindowOpenHandler).toHaveBeenCalledOnce();
  });
});

describe('a page', () => {
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: vi.fn(),
    setWebRTCIPHandlingPolicy: vi.fn(),
  });
  guardContents(contents as unknown as WebContents);
  const policies = [...contents.setWebRTCIPHandlingPolicy.mock.calls];
  const openHandler = contents.setWindowOpenHandler.mock.calls[0]?.[0];

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'is denied %s',
    (name) => {
      const event = preventable();
      contents.emit(name, event);
      expect(event.prevented).toBe(true);
    },
  );

  test('sends no datagram past a proxy', () => {
    expect(policies).toEqual([['disable_non_proxied_udp']]);
  });

  test('opens no window', () => {
    expect(openHandler({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
    expect(openHandler({ url: 'app://wellspring/' })).toEqual({ action: 'deny' });
  });

  test('is given no Bluetooth device', () => {
    const event = preventable();
    const answer = vi.fn();
    contents.emit('select-bluetooth-device', event, [{ deviceId: 'x' }], answer);
    expect(event.prevented).toBe(true);
    expect(answer).toHaveBeenCalledExactlyOnceWith('');
  });
});

type Handler = (...values: unknown[]) => unknown;

function guardedSession() {
  const handlers = new Map<string, Handler>();
  const set = (name: string) => (handler: Handler) => void handlers.set(name, handler);
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: set('permission request'),
    setPermissionCheckHandler: set('permission check'),
    setDevicePermissionHandler: set('device'),
    setDisplayMediaRequestHandler: set('display'),
    setBluetoothPairingHandler: set('pairing'),
    setSpellCheckerEnabled: vi.fn(),
    webRequest: { onBeforeRequest: set('request') },
  });
  guardSession(session as unknown as Session);
  return {
    session,
    ask: (name: string, ...values: unknown[]) => handlers.get(name)?.(...values),
  };
}

describe('the session', () => {
  const permissions = [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'fileSystem',
    'openExternal',
    'hid',
  ];

  test.each(permissions)('denies the permission %s', (permission) => {
    const answer = vi.fn();
    const { ask } = guardedSession();
    ask('permission request', null, permission, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    expect(ask('permission check', null, permission)).toBe(false);
  });

  test('gives no device, no screen and no pairing', () => {
    const { ask } = guardedSession();
    expect(ask('device', { deviceType: 'usb' })).toBe(false);
    const display = vi.fn();
    ask('display', {}, display);
    expect(display).toHaveBeenCalledExactlyOnceWith(null);
    const pairing = vi.fn();
    ask('pairing', {}, pairing);
    expect(pairing).toHaveBeenCalledExactlyOnceWith({ confirmed: false });
  });

  test.each(['select-hid-device', 'select-usb-device', 'will-download'])('prevents %s', (name) => {
    const event = preventable();
    guardedSession().session.emit(name, event, {}, vi.fn());
    expect(event.prevented).toBe(true);
  });

  test('prevents select-serial-port', () => {
    const event = preventable();
    const answer = vi.fn();
    guardedSession().session.emit('select-serial-port', event, [{}], {}, answer);
    expect(event.prevented).toBe(true);
    expect(answer).toHaveBeenCalledExactlyOnceWith('');
  });

  test.each([
    ['app://wellspring/index.html', false],
    ['blob:app://wellspring/1', false],
    ['data:image/png;base64,AA==', false],
    ['https://example.org/', true],
    ['http://127.0.0.1:8080/', true],
    ['ws://example.org/', true],
    ['file:///etc/passwd', true],
    ['ftp://example.org/', true],
    ['chrome-extension://x/', true],
    ['no address', true],
  ])('decides about a request for %s: cancelled %s', (url, cancel) => {
    const answer = vi.fn();
    guardedSession().ask('request', { url }, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel });
  });
});

describe('a sender', () => {
  test.each([
    ['the page', { url: 'app://wellspring/index.html', parent: null }, true],
    ['a frame that is gone', null, false],
    ['a frame in the page', { url: 'app://wellspring/', parent: {} }, false],
    ['another host of the scheme', { url: 'app://elsewhere/', parent: null }, false],
    ['another scheme', { url: 'https://wellspring/', parent: null }, false],
    ['a file', { url: 'file:///index.html', parent: null }, false],
    ['a name before the host', { url: 'app://wellspring@evil/', parent: null }, false],
    ['a document without an address', { url: '', parent: null }, false],
  ])('that is %s', (_name, senderFrame, trusted) => {
    expect(isTrusted({ senderFrame })).toBe(trusted);
  });
});

test('only the two entries import electron itself, all others its types', () => {
  const root = path.resolve(import.meta.dirname, '../../../../..');
  const importers = scanImports(root, ['main', 'shared', 'renderer'])
    .filter((one) => /^electron(\/|$)/.test(one.specifier) && !one.typeOnly)
    .map((one) => one.from);
  expect(importers.sort()).toEqual(['main/electron.ts', 'main/preload.ts']);
});
