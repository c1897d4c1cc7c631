/** Campaigns over many worlds. */
module dev.faultline.explore {
  requires java.management;
  requires transitive dev.faultline.sim;
  requires static transitive org.jspecify;

  exports dev.faultline.explore;
  exports dev.faultline.explore.campaign to
      dev.faultline.cli,
      dev.faultline.junit,
      dev.faultline.report;
  exports dev.faultline.explore.shrink to
      dev.faultline.cli,
      dev.faultline.junit;
  exports dev.faultline.explore.story to
      dev.faultline.cli,
      dev.faultline.junit,
      dev.faultline.report;
  exports dev.faultline.explore.tape to
      dev.faultline.cli,
      dev.faultline.junit,
      dev.faultline.report;
  exports dev.faultline.explore.why to
      dev.faultline.cli,
      dev.faultline.junit,
      dev.faultline.report;

  uses dev.faultline.explore.Scenario;
}
