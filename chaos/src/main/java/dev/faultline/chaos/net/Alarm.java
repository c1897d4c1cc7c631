package dev.faultline.chaos.net;

/** Something that a loop wakes at a moment; at most one moment at a time. */
abstract class Alarm {
  private final long order;
  private long atNanos = Long.MAX_VALUE;

  Alarm(long order) {
    this.order = order;
  }

  long order() {
    return order;
  }

  long atNanos() {
    return atNanos;
  }

  void setAtNanos(long value) {
    atNanos = value;
  }

  abstract void ring(long nowNanos);
}
