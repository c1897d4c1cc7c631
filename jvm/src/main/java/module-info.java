/** Unmodified Java programs as nodes of a simulated world. */
module dev.faultline.jvm {
  requires dev.faultline.agent;
  requires transitive dev.faultline.core;
  requires static java.logging;
  requires static java.management;
  requires static java.xml;
  requires static transitive org.jspecify;

  exports dev.faultline.jvm;

  opens dev.faultline.jvm.net to
      dev.faultline.sim;
}
