package dev.faultline.check.named;

import dev.faultline.check.read.RawOperation;

/**
 * Where in the file an operation is.
 *
 * @param line of its call, counted from 1
 * @param endLine of its end; that of its call if it has none
 * @param index what the file calls the index of its call, {@link RawOperation#NO_INDEX} if nothing
 * @param endIndex the same of its end
 */
public record Place(int line, int endLine, long index, long endIndex) {

  static Place of(RawOperation op) {
    return new Place(op.line(), op.endLine(), op.index(), op.endIndex());
  }

  /** The call, in words: {@code line 9 (index 7)}. */
  String call() {
    return words(line, index);
  }

  /** The end, in words. */
  String end() {
    return words(endLine, endIndex);
  }

  private static String words(int line, long index) {
    return "line " + line + (index == RawOperation.NO_INDEX ? "" : " (index " + index + ")");
  }
}
