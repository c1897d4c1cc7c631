/** Runs as pictures: the space-time diagram in one HTML file, and what other tools read. */
module dev.faultline.report {
  requires transitive dev.faultline.explore;
  requires static transitive org.jspecify;
  requires com.google.gson;

  exports dev.faultline.report;
}
