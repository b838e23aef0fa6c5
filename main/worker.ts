import { makeKernelThread } from '../shared/compute/kernel-thread.ts';
import { runThread } from './jobs/thread.ts';

/** Entry of a thread that helps a kernel. */
runThread(makeKernelThread());
