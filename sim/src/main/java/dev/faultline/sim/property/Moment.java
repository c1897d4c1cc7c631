package dev.faultline.sim.property;

/** When the condition is true for the first time the action is due. */
final class Moment {
  final Condition condition;
  final Runnable action;
  final boolean expected;
  boolean come;

  Moment(Condition condition, Runnable action, boolean expected) {
    this.condition = condition;
    this.action = action;
    this.expected = expected;
  }
}
