/** The simulated world. */
module dev.faultline.sim {
  requires dev.faultline.agent;
  requires java.logging;
  requires java.management;
  requires transitive dev.faultline.check;
  requires transitive dev.faultline.core;
  requires transitive dev.faultline.disk;
  requires transitive dev.faultline.jvm;
  requires static transitive org.jspecify;

  exports dev.faultline.sim;
  exports dev.faultline.sim.adversary;
  exports dev.faultline.sim.base;
  exports dev.faultline.sim.setup;
  exports dev.faultline.sim.trace;
  exports dev.faultline.sim.workload;
  exports dev.faultline.sim.content to
      dev.faultline.explore;
  exports dev.faultline.sim.node to
      dev.faultline.slf4j;
  exports dev.faultline.sim.run to
      dev.faultline.explore,
      dev.faultline.report;
  exports dev.faultline.sim.user to
      dev.faultline.explore,
      dev.faultline.report;
}
