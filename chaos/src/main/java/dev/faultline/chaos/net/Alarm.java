package dev.faultline.chaos.net;

/** A task that a loop wakes at a set time; it has at most one wake time. */
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
