import { shuffle } from '../../base/random.ts';

export function batchesPerEpoch(wells: number, batch: number): number {
  return Math.ceil(wells / batch);
}

/** The training wells in this epoch's order; batch b is [b * batch, (b + 1) * batch), the last one may be smaller. */
export function epochOrder(train: Int32Array, seed: number, epoch: number): Int32Array {
  const order = train.slice();
  shuffle({ seed, purpose: 'shuffle', step: epoch, individual: 0 }, order);
  return order;
}
