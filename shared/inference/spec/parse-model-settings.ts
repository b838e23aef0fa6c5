import type { DocumentReader, MapReader } from '../../base/document-reader.ts';

/** Sizes of neural blocks. What a spec does not state, the model file does. */
const sizes = [
  'n_hidden_decoder',
  'n_hidden_decoder_precisions',
  'n_x',
  'n_y',
  'n_z',
  'n_latent_species',
] as const;

const startValues = ['init_prec', 'init_latent_species'] as const;

/** Accepted because published specs have them; nothing depends on them. */
export const withoutEffect: readonly string[] = [
  'lambda_l2',
  'lambda_l2_hidden',
  'data_format',
  'precision_type',
  'precision_alpha',
  'precision_beta',
  'n_growth_layers',
  'tb_gradients',
  'plot_histograms',
  'theta_columns',
  // the activation of the published encoder and noise networks is tanh whatever it says
  'transfer_func',
];

/** See FitSpec.modelSettings. */
export function parseModelSettings(
  reader: DocumentReader,
  params: MapReader,
): ReadonlyMap<string, number | string> {
  const settings = new Map<string, number | string>();
  const set = (key: string, value: number | string | null): void => {
    if (value !== null) settings.set(key, value);
  };
  for (const key of sizes) {
    const size = params.integer(key, null);
    set(key, size);
    if (size === null || size >= 0) continue;
    const place = params.node(key)?.place ?? params.place;
    reader.report(place, 'spec.range', `params.${key} is ${size}, below 0`, 'Give a size of 0 or more.');
  }
  for (const key of startValues) set(key, params.number(key, null));
  set('noise_form', params.string('noise_form', null));
  set('use_laplace', params.boolean('use_laplace', false) ? 1 : 0);
  return settings;
}
