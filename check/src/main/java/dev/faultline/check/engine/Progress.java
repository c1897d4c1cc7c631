package dev.faultline.check.engine;

import java.util.Arrays;

/** The order built so far, and the one that got farthest. */
final class Progress {

  private final Part<?, ?, ?> part;
  private int[] ops = new int[64];
  private int[] events = new int[64];
  private int length;

  private int[] farthest = new int[0];
  private int farthestLength;
  private int farthestEvent = -1;
  private boolean unsaved;

  /** Up to here the saved order and the present one agree. */
  private int common;

  Progress(Part<?, ?, ?> part) {
    this.part = part;
  }

  void log(int op, int event) {
    if (length == ops.length) {
      ops = Arrays.copyOf(ops, length * 2);
      events = Arrays.copyOf(events, length * 2);
    }
    ops[length] = op;
    events[length++] = event;
  }

  int length() {
    return length;
  }

  void backTo(int shorter) {
    if (unsaved && shorter < length) {
      save();
    }
    length = shorter;
    common = Math.min(common, shorter);
  }

  void reached(int event) {
    if (event > farthestEvent) {
      farthestEvent = event;
      unsaved = true;
    }
  }

  /** The earliest return at which every order is stuck. */
  int farthestEvent() {
    return farthestEvent;
  }

  int[] farthestOrder() {
    if (unsaved) {
      save();
    }
    return Arrays.copyOf(farthest, farthestLength);
  }

  int[] order() {
    return Arrays.copyOf(ops, length);
  }

  /** For each operation in the order, the position of the event just before its point. */
  long[] points() {
    long[] points = new long[length];
    for (int i = 0; i < length; i++) {
      points[i] = part.positions[Math.max(0, events[i] - 1)];
    }
    return points;
  }

  long bytes() {
    return 4L * (ops.length * 2L + farthest.length);
  }

  private void save() {
    if (farthest.length < length) {
      farthest = Arrays.copyOf(farthest, ops.length);
    }
    System.arraycopy(ops, common, farthest, common, length - common);
    farthestLength = length;
    common = length;
    unsaved = false;
  }
}
