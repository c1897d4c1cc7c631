/** The agent on the JDK's own classes. */
module dev.faultline.agent {
  requires java.instrument;
  // For tests alone, which ask a management bean for the process.
  requires static java.management;
  requires static transitive org.jspecify;

  exports dev.faultline.agent;
}
