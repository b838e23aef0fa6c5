import type { FitSettings } from '../plan/fit-settings.ts';
import { factorisedGuide } from './factorised/factorised.ts';
import type { Guide, GuideRequest } from './guide.ts';

/** Every family of guides, by the name that settings have. */
export const guides = { factorised: factorisedGuide } as const satisfies Readonly<
  Record<FitSettings['guide'], (request: GuideRequest) => Guide>
>;
