package dev.faultline.agent;

import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of a program that was not written for worlds, for one incarnation of a node. It
 * defines what {@link ProgramCode} has made of them, so that the agent leaves them alone when the
 * JVM loads them.
 */
public abstract class ProgramLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  protected ProgramLoader(@Nullable ClassLoader parent) {
    super(parent);
  }
}
