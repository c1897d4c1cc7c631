/** The vocabulary that every other module speaks. */
module dev.faultline.core {
  requires static transitive org.jspecify;

  exports dev.faultline.core;
  exports dev.faultline.core.history;
  exports dev.faultline.core.plan;
}
