package dev.faultline.check.named;

import dev.faultline.check.read.RawOperation;

/**
 * The place of an operation in a file.
 *
 * @param line line of its call, counted from 1
 * @param endLine line of its end; that of its call if it has no end
 * @param index the index of its call in the file, {@link RawOperation#NO_INDEX} if it has none
 * @param endIndex the same for its end
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
