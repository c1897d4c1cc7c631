package dev.faultline.bench.link;

/** Two connected sides. */
interface Pair extends AutoCloseable {
  Side left();

  Side right();

  /** Whether messages may be missing; otherwise each arrives once and in order. */
  default boolean lossy() {
    return false;
  }

  /** More that is worth printing after a run. */
  default String note() {
    return "";
  }

  @Override
  void close();
}
