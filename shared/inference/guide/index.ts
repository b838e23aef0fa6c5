import type { FitSettings } from '../plan/fit-settings.ts';
import { factorised } from './factorised/factorised.ts';
import type { GuideKind } from './guide.ts';

/** Every family of guides, by the name that settings have. */
export const guides = { factorised } as const satisfies Readonly<Record<FitSettings['guide'], GuideKind>>;
