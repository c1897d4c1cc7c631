package dev.faultline.bench.link;

/** A way to carry messages. */
interface Contestant {
  String name();

  /** Whether it can be run under loss. */
  default boolean canLose() {
    return true;
  }

  Pair open(Setup setup) throws Exception;
}
