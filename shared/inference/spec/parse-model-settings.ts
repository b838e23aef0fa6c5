import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import type { FitSpec } from './fit-spec.ts';

/** Sizes of neural blocks: default of the published layout, or null where it has none (the model's own then holds). */
const sizes = [
  ['n_hidden_decoder', 50],
  ['n_hidden_decoder_precisions', 20],
  ['n_x', null],
  ['n_y', null],
  ['n_z', null],
  ['n_latent_species', null],
] as const;

const startValues = [
  ['init_prec', 1e-5],
  ['init_latent_species', 0.001],
] as const;

/** Accepted because published specs have them; nothing depends on them. */
const withoutEffect = [
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
];

/** See FitSpec.modelSettings. Our own format gets no defaults here: there the model file states its sizes. */
export function parseModelSettings(
  reader: DocumentReader,
  params: MapReader,
  format: FitSpec['format'],
): ReadonlyMap<string, number | string> {
  params.ignore(withoutEffect);
  const settings = new Map<string, number | string>();
  const set = (key: string, value: number | string | null): void => {
    if (value !== null) settings.set(key, value);
  };
  const fallback = <T>(value: T): T | null => (format === 'reference' ? value : null);
  for (const [key, value] of sizes) {
    const size = params.integer(key, fallback(value));
    set(key, size);
    if (size === null || size >= 0) continue;
    const place = params.node(key)?.place ?? params.place;
    reader.report(place, 'spec.range', `params.${key} is ${size}, below 0`, 'Give a size of 0 or more.');
  }
  for (const [key, value] of startValues) set(key, params.number(key, fallback(value)));
  set('transfer_func', params.oneOf('transfer_func', ['tanh', 'relu', 'sigmoid'] as const, fallback('tanh')));
  set('noise_form', params.oneOf('noise_form', ['variance', 'precision'] as const, null));
  set('use_laplace', params.boolean('use_laplace', false) ? 1 : 0);
  return settings;
}
