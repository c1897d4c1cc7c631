/** The agent on the JDK's own classes. */
module dev.faultline.agent {
  requires static transitive org.jspecify;
}
