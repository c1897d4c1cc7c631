/** The agent on the JDK's own classes. */
module dev.faultline.agent {
  requires java.instrument;
  requires static jdk.attach;
  requires static transitive org.jspecify;

  exports dev.faultline.agent;
}
