package dev.faultline.sim.property;

/** When the condition is true for the first time the action is due. */
final class Moment {
  final Condition condition;
  final Runnable action;
  boolean come;

  Moment(Condition condition, Runnable action) {
    this.condition = condition;
    this.action = action;
  }
}
