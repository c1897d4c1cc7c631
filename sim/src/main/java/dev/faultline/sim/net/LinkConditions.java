package dev.faultline.sim.net;

/** What is wrong with links. */
public interface LinkConditions {
  /** Tells a link that is used for the first time. */
  void applyToNew(Link link);
}
