/** The simulated world. */
module dev.faultline.sim {
  requires dev.faultline.agent;
  requires java.management;
  requires transitive dev.faultline.check;
  requires transitive dev.faultline.core;
  requires static transitive org.jspecify;

  exports dev.faultline.sim;
}
