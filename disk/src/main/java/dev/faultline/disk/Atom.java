package dev.faultline.disk;

/**
 * A part of a micro-operation that a crash keeps or loses whole.
 *
 * @param op what it is a part of
 * @param opIndex the position of that among the unsynced ones
 * @param from of a write: its first byte, counted from the write's first; of an append's size: the
 *     size before; otherwise 0
 * @param to of a write: behind its last byte; of an append's size: the size; otherwise 0
 */
record Atom(MicroOp op, int opIndex, long from, long to) {
  void applyTo(Image image) {
    switch (op) {
      case MicroOp.Write write -> image.apply(write, (int) from, (int) to);
      case MicroOp.Resize resize when resize.appended() -> image.resize(resize, to);
      default -> image.apply(op);
    }
  }
}
