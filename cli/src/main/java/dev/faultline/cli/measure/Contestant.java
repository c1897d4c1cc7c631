package dev.faultline.cli.measure;

/** A way to carry messages. */
public interface Contestant {
  /** What it is called on the command line. */
  String name();

  /** What it runs with, for the reader of its figures: threads, transport, buffers. */
  String configuration();

  /** Whether it can be run under loss. */
  default boolean canLose() {
    return true;
  }

  /** Two sides that are connected. */
  Pair open(Setup setup) throws Exception;
}
