import { isJoint } from '../../fit/joint.ts';
import { type FitOrderSettings, settingDefaults } from '../../fit/settings.ts';
import type { FitSpec } from './fit-spec.ts';

/**
 * Settings of a fit where a spec's format stands for some that nobody has given (DESIGN.md, 9): a published one for those of the
 * table, `wellspring: 1` for the hierarchical objective; where the fit is trained well by well all the same, for inner selection and the
 * dreg estimator, which a joint answer has no use for. (That it stands for `wells` preprocessing is in its data section.)
 *
 * @param given the settings with what was given, from those that are meant otherwise.
 */
export function impliedSettings(
  { format }: Pick<FitSpec, 'format'>,
  given: (otherwise: FitOrderSettings) => FitOrderSettings,
): FitOrderSettings {
  if (format === 'reference') return given(settingDefaults);
  const joint = given({ ...settingDefaults, objective: 'hierarchical' });
  return isJoint(joint) ? joint : given({ ...settingDefaults, selection: 'inner', estimator: 'dreg' });
}
