/** The agent on the JDK's own classes. */
module dev.faultline.agent {
  requires java.instrument;
  requires static transitive org.jspecify;

  exports dev.faultline.agent;
}
