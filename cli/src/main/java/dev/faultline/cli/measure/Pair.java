package dev.faultline.cli.measure;

/** Two connected sides. */
public interface Pair extends AutoCloseable {
  /** The side that sends, or asks. */
  Side left();

  /** The side that receives, or answers. */
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
