/** Histories and consistency models. */
module dev.faultline.check {
  requires transitive dev.faultline.core;
  requires static transitive org.jspecify;
}
