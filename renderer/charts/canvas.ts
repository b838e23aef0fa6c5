import type { Attachment } from 'svelte/attachments';

/** Draws on a canvas whose units are CSS pixels and which is already cleared. */
export type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/** Paints of one frame stop after this long and go on in the next, so that scrolling through hundreds of charts stays smooth. */
const FRAME_MS = 10;
/** Charts this near to the visible part are painted as well. */
const MARGIN = '160px';

const waiting = new Map<HTMLCanvasElement, Paint>();
const paints = new WeakMap<Element, Paint>();
const visible = new WeakSet<Element>();
let frame = 0;

const intersections = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        visible.add(entry.target);
        request(entry.target);
      } else visible.delete(entry.target);
    }
  },
  { rootMargin: MARGIN },
);

const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) request(entry.target);
});

function request(canvas: Element): void {
  const paint = paints.get(canvas);
  if (paint === undefined || !visible.has(canvas)) return;
  waiting.set(canvas as HTMLCanvasElement, paint);
  if (frame === 0) frame = requestAnimationFrame(paintWaiting);
}

function paintWaiting(): void {
  frame = 0;
  const start = performance.now();
  for (const [canvas, paint] of waiting) {
    waiting.delete(canvas);
    paintOne(canvas, paint);
    if (performance.now() - start > FRAME_MS) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(paintWaiting);
}

function paintOne(canvas: HTMLCanvasElement, paint: Paint): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return;
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting a size clears the canvas even where it is the same.
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  paint(context, width, height);
  canvas.dataset.painted = 'yes';
}

/** Keeps a canvas painted: when it comes into view, when its size changes, and whenever what `paint` reads has changed. */
export function painted(paint: Paint): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    paints.set(canvas, paint);
    intersections.observe(canvas);
    sizes.observe(canvas);
    request(canvas);
    return () => {
      paints.delete(canvas);
      waiting.delete(canvas);
      intersections.unobserve(canvas);
      sizes.unobserve(canvas);
    };
  };
}
