/** Campaigns over many worlds. */
module dev.faultline.explore {
  requires transitive dev.faultline.sim;
  requires static transitive org.jspecify;

  exports dev.faultline.explore;

  uses dev.faultline.explore.Scenario;
}
