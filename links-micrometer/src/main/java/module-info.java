/** What links count, as Micrometer's meters. */
module dev.faultline.links.micrometer {
  requires transitive dev.faultline.runtime;
  requires transitive micrometer.core;
  requires static transitive org.jspecify;

  exports dev.faultline.links.micrometer;
}
