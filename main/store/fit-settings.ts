import { z } from 'zod';
import type { Setting } from '../../shared/fit/setting.ts';
import { type FitOrderSettings, settingDefaults, settingEntries } from '../../shared/fit/settings.ts';

/**
 * Of what kind a stored setting is. Its bounds are looked at where a fit is begun (`settingProblems`): a project must open,
 * whatever a version without them let into it.
 */
function storedShape(setting: Setting): z.ZodType {
  if (setting.kind === 'whole') return nullable(z.number(), setting);
  if (setting.kind === 'flag') return z.boolean();
  return nullable(z.string(), setting);
}

function nullable(shape: z.ZodType, setting: Setting): z.ZodType {
  return setting.default === null ? shape.nullable() : shape;
}

const stored = z.object(
  Object.fromEntries(
    settingEntries.map(([key, setting]) => {
      const shape = storedShape(setting);
      return [key, setting.addedLater === true ? shape.exactOptional() : shape];
    }),
  ),
);

/**
 * Settings of a fit as they are stored, in a project as in fit.json. Before there was `relaxedMadd` every fit had one
 * thread, whatever its user wanted, so a number of threads from then is nobody's choice.
 */
export const fitSettingsSchema = stored.transform((settings) => ({
  ...settingDefaults,
  ...settings,
  ...(settings.relaxedMadd === undefined && { threads: null, relaxedMadd: false }),
})) as unknown as z.ZodType<FitOrderSettings>;
