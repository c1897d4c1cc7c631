/** Histories and consistency models. */
module dev.faultline.check {
  requires java.management;
  requires transitive dev.faultline.core;
  requires static transitive org.jspecify;

  exports dev.faultline.check;
  exports dev.faultline.check.generate;
  exports dev.faultline.check.model;
  exports dev.faultline.check.named;
  exports dev.faultline.check.picture;
  exports dev.faultline.check.property;
  exports dev.faultline.check.read;
  exports dev.faultline.check.session;
  exports dev.faultline.check.txn;
}
