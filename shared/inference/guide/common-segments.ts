import { type ParameterLayout, pointWeights } from '../plan/parameter-layout.ts';
import { type Segment, segment, type WeightLayout } from './weight-layout.ts';

/** What training moves whatever the guide, as segments of its layout: the model's networks and the points. */
export function commonSegments(
  { points }: ParameterLayout,
  network: number,
): readonly (readonly [name: string, length: number])[] {
  return [
    ...(network > 0 ? [[networkName, network] as const] : []),
    ...points.map((point) => [pointName(point), pointWeights(point)] as const),
  ];
}

const networkName = 'network';

function pointName({ name }: { readonly name: string }): string {
  return `parts.${name}`;
}

/** Of each point, in their order. */
export function pointSegments(layout: WeightLayout, { points }: ParameterLayout): readonly Segment[] {
  return points.map((point) => segment(layout, pointName(point)));
}

/** Where the networks' weights begin, where there are any. */
export function networkSegment(layout: WeightLayout): Segment {
  return segment(layout, networkName);
}
