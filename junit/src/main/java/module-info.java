/** The JUnit extension. */
module dev.faultline.junit {
  requires dev.faultline.report;
  requires transitive dev.faultline.disk;
  requires transitive dev.faultline.explore;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.faultline.junit;
}
