package dev.faultline.runtime;

import java.lang.foreign.MemorySegment;

/** Drops datagrams that have arrived, for experiments with loss on a network that has none. */
@FunctionalInterface
public interface DatagramFilter {
  /** Drops nothing. */
  DatagramFilter NONE = (memory, offset, bytes) -> false;

  /** Whether the datagram counts as lost. */
  boolean drops(MemorySegment memory, long offset, int bytes);
}
