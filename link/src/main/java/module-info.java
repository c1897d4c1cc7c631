/** Links as state machines: from fair loss to exactly-once processing. */
module dev.faultline.link {
  requires static transitive org.jspecify;

  exports dev.faultline.link;
  exports dev.faultline.link.congestion;
  exports dev.faultline.link.secure;
  exports dev.faultline.link.storage;
}
