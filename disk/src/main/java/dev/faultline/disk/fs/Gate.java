package dev.faultline.disk.fs;

import dev.faultline.disk.fault.Request;

/**
 * Sees each call that a program makes on files before it is made, on the thread that makes it and
 * without locks. It may block, as a device does.
 */
@FunctionalInterface
public interface Gate {
  /** A call is about to be made. What this throws, the call throws. */
  void before(Request request);
}
