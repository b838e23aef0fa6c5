/**
 * Names of what a fingerprint is taken of, by its version: fields of specs, models, data and settings. A field that is new is
 * not among those of an older version, so that a checkpoint from before it is still its fit's. One that decides numbers needs a
 * new version, which adds its name, and checkpoints that say by which version theirs was taken (those that say none: by 1).
 */
const version1 = `
  a activation addedTo args arity as atol b backgrounds baseline batch bias boundaries c callable
  carries cells column comment conditions constants control correlation count data dear declared
  defaultDevices definitions derivative device devices distribution doses draws dtype encoder end
  entry error estimator evaluationDraws excerpt expand expression family file files filters format
  groupConditioning groups hidden id index individualConditioning initial inputs javascript kind
  lanes layer layers learned learning level limits line logTreatments lower mask maxSteps merge
  method model modelPlace modelSettings mu muParameter name names nan nearest networks normalize
  notes nu objective observables observations of offset operation order otherKeys output
  outputNames outputs ownKeys parameters parents part partOfDevice parts partsHot place places
  plate pool precision prefixes preprocessing prettyDevices prior published range rate rates
  residual role rtol scales section seed selection separateConditions sets settingPlaces settings
  sha256 sharedPrior sigma sigmaParameter signal signals slope source spec startsAt statedDoses
  states statesPrec substeps subtractBackground target text times_h title treatment treatments unit
  upper used value varies weightName well width words
`;

export const fingerprintNames: Readonly<Record<1, ReadonlySet<string>>> = {
  1: new Set(version1.trim().split(/\s+/)),
};
